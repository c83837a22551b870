import { api, type MyState } from "@filodiretto/api-client";
import { dialable, looksLikePhone, useT } from "@filodiretto/i18n";
import { ActionIcon, Popover, TextInput } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { useKeys } from "../keys";
import { toastError } from "../shared/toast";
import css from "./call_bar.module.css";

/** Calls a number; shown while there is no call. */
export function Dialler({ me }: { me: MyState | undefined }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const can = me !== undefined && me.state !== "offline";
  useKeys([{ keys: "alt+d", label: "phone.dial", run: () => can && setOpened(true), inFields: true }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!looksLikePhone(typed)) return;
    void api.live.dial(dialable(typed)).then(() => setTyped(""), toastError);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant={can ? "subtle" : "transparent"} size={36} aria-label={t("phone.dial")} disabled={!can} onClick={() => setOpened((now) => !now)}>
          <IconPhoneOutgoing size={18} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={css.dial} onSubmit={submit}>
          <TextInput type="tel" aria-label={t("phone.number")} placeholder={t("phone.number")} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} data-autofocus />
          <ActionIcon type="submit" size={34} aria-label={t("phone.dial")} disabled={!looksLikePhone(typed)}><IconPhoneOutgoing size={18} /></ActionIcon>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
