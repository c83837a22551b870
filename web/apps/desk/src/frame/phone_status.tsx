import type { MyState } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Tooltip } from "@mantine/core";
import { IconHeadset, IconHeadsetOff, IconLoader2, IconPhone, IconPhoneOff } from "@tabler/icons-react";
import type { PhoneState } from "../phone/softphone";
import { openDevices } from "../phone/devices_door";
import { phoneControl } from "../phone/use_phone";
import css from "./call_bar.module.css";

const words: Record<PhoneState, [label: Key, help: Key]> = {
  off: ["phone.off", "phone.off.help"],
  other_tab: ["phone.otherTab", "phone.otherTab.help"],
  insecure: ["phone.insecure", "phone.insecure.help"],
  no_microphone: ["phone.noMicrophone", "phone.noMicrophone.help"],
  denied: ["phone.denied", "phone.denied.help"],
  connecting: ["phone.connecting", "phone.connecting.help"],
  ready: ["phone.ready", "phone.ready.help"],
  failed: ["phone.failed", "phone.failed.help"],
};

/** The state of one's phone in a word; a click tries again or brings the audio to this tab. */
export function PhoneStatus({ me, phone }: { me: MyState; phone: PhoneState }) {
  const t = useT();
  if (me.phone.kind === "sip") {
    const on = me.phone.registered;
    return (
      <span className={`${css.phone} ${on ? "" : css.bad}`} data-testid="phone" data-state={on ? "registered" : "unregistered"}>
        {on ? <IconPhone size={16} aria-hidden /> : <IconPhoneOff size={16} aria-hidden />}
        <span className={css.phoneText}>{t(on ? "phone.deskReady" : "phone.deskMissing")}</span>
      </span>
    );
  }
  const [label, help] = words[phone];
  const Icon = phone === "ready" ? IconHeadset : phone === "connecting" ? IconLoader2 : IconHeadsetOff;
  const tone = phone === "ready" || phone === "connecting" ? "" : phone === "off" || phone === "other_tab" ? css.warn : css.bad;
  return (
    <Tooltip label={t(help)} multiline maw={280} openDelay={100}>
      <button type="button" className={`${css.phone} ${tone}`} data-testid="phone" data-state={phone} aria-label={`${t(label)}. ${t(help)}`}
        onClick={() => (phone === "ready" || phone === "no_microphone" ? openDevices() : phoneControl.start(phone === "other_tab"))}>
        <Icon size={16} aria-hidden />
        <span className={css.phoneText}>{t(label)}</span>
      </button>
    </Tooltip>
  );
}
