import { useT } from "@filodiretto/i18n";
import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { Dialog } from "../shared/dialog";
import { canChooseOutput, chosenDevice, deviceUses, listDevices, listen, rememberDevice, type Devices, type DeviceUse } from "./devices";
import { testRinger, testSpeaker, applyRingerDevice } from "./ringer";
import { phoneControl } from "./use_phone";
import css from "./devices.module.css";
import "../shared/choices";

const kNone: Devices = { microphone: [], speaker: [], ringer: [] };

/** Microphone, speaker and ringer of this browser; each can be tried at once. */
export default function DevicesDialog({ close }: { close: () => void }) {
  const t = useT();
  const [devices, setDevices] = useState(kNone);
  const [chosen, setChosen] = useState(() => Object.fromEntries(deviceUses.map((use) => [use, chosenDevice(use)])) as Record<DeviceUse, string>);
  useEffect(() => {
    const read = () => void listDevices().then(setDevices);
    read();
    navigator.mediaDevices?.addEventListener?.("devicechange", read);
    return () => navigator.mediaDevices?.removeEventListener?.("devicechange", read);
  }, []);
  const choose = (use: DeviceUse, id: string) => {
    rememberDevice(use, id);
    setChosen((now) => ({ ...now, [use]: id }));
    if (use === "ringer") applyRingerDevice();
    else phoneControl.changeDevices();
  };
  const field = (use: DeviceUse) => {
    const gone = chosen[use] !== "" && !devices[use].some((each) => each.id === chosen[use]);
    return (
      <NativeSelect className="grow" label={t(`devices.${use}`)} description={gone ? t("devices.gone") : undefined} value={chosen[use]} onChange={(event) => choose(use, event.currentTarget.value)}
        data={[{ value: "", label: t("devices.system") }, ...devices[use].map((each, i) => ({ value: each.id, label: each.name || `${t(`devices.${use}`)} ${i + 1}` })), ...(gone ? [{ value: chosen[use], label: t("devices.unplugged") }] : [])]} />
    );
  };
  return (
    <Dialog onClose={close} title={t("devices.title")}>
      <div className="stack" style={{ gap: 16 }}>
        <div>{field("microphone")}<Meter id={chosen.microphone} onAllowed={() => void listDevices().then(setDevices)} /></div>
        {canChooseOutput ? (
          <>
            <div className={css.output}>{field("speaker")}<Button variant="default" h={34} onClick={() => testSpeaker(chosen.speaker)}>{t("devices.test")}</Button></div>
            <div className={css.output}>{field("ringer")}<Button variant="default" h={34} onClick={testRinger}>{t("devices.test")}</Button></div>
          </>
        ) : <p className="dim small" style={{ margin: 0 }}>{t("devices.noOutput")}</p>}
        <p className="dim small" style={{ margin: 0 }}>{t("devices.help")}</p>
      </div>
    </Dialog>
  );
}

/** How loud the chosen microphone is now: one sees whether it is the right one. */
function Meter({ id, onAllowed }: { id: string; onAllowed: () => void }) {
  const t = useT();
  const [level, setLevel] = useState<number | null>(0);
  useEffect(() => {
    let stop: (() => void) | null = null;
    let gone = false;
    listen(id, setLevel).then(
      (end) => {
        if (gone) return end();
        stop = end;
        onAllowed(); // only now do the devices have names
      },
      () => setLevel(null),
    );
    return () => {
      gone = true;
      stop?.();
    };
    // The list is read again once; a new function each time must not reopen the microphone.
  }, [id]); // eslint-disable-line react-hooks/exhaustive-deps
  if (level === null) return <p role="alert" className="small" style={{ color: "var(--mantine-color-error)", margin: "6px 0 0" }}>{t("devices.silent")}</p>;
  return (
    <div className={css.meter} role="meter" aria-label={t("devices.level")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}>
      <span style={{ transform: `scaleX(${level})` }} />
    </div>
  );
}
