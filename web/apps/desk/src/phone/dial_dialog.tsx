import { ApiError } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, TextInput } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { Dialog } from "../shared/dialog";
import { messageOf } from "../shared/toast";
import { call, isFree } from "./dialling";
import { useMe } from "./use_me";

/** A number typed by hand; what is wrong with it is said under it. */
export default function DialDialog({ close }: { close: () => void }) {
  const t = useT();
  const me = useMe();
  const [number, setNumber] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!number.trim() || busy) return;
    setBusy(true);
    call(number.trim()).then(close, (error: unknown) => {
      if (error instanceof ApiError) setFault(messageOf(error));
      else setFault(t("error.internal"));
      setBusy(false);
    });
  };
  const occupied = me?.call || me?.offer ? t("error.call.agent_busy") : "";
  return (
    <Dialog onClose={close} title={t("dial.title")} size="sm">
      <form className="stack" onSubmit={submit}>
        <TextInput type="tel" label={t("dial.number")} description={t("dial.help")} data-autofocus autoComplete="off" maxLength={64} value={number} error={fault || occupied}
          onChange={(event) => { setNumber(event.currentTarget.value); setFault(""); }} />
        <Button type="submit" leftSection={<IconPhoneOutgoing size={16} />} loading={busy} disabled={!number.trim() || !isFree(me)}>{t("dial.call")}</Button>
      </form>
    </Dialog>
  );
}
