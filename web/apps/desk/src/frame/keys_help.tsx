import { useT, type Key } from "@filodiretto/i18n";
import { Kbd, Modal } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useAllKeys, useKeys } from "../keys";
import css from "./frame.module.css";

let opened = false;
const listeners = new Set<() => void>();
function setOpened(value: boolean) {
  opened = value;
  for (const each of listeners) each();
}
export const openKeysHelp = () => setOpened(true);
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const names: Record<string, Key> = { mod: "keys.ctrl", Enter: "keys.enter", Escape: "keys.escape" };

/** The keys that work here and now. */
export function KeysHelp() {
  const t = useT();
  const shown = useSyncExternalStore(subscribe, () => opened);
  const all = useAllKeys();
  useKeys([{ keys: "?", label: "keys.title", run: openKeysHelp }]);
  const word = (key: string) => (names[key] ? t(names[key]) : key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1));
  return (
    <Modal opened={shown} onClose={() => setOpened(false)} title={t("keys.title")} size="md" closeButtonProps={{ "aria-label": t("action.close") }}>
      <dl className={css.keys}>
        {all.map((each) => (
          <div key={each.keys + each.label} style={{ display: "contents" }}>
            <dt>{t(each.label)}</dt>
            <dd>{each.keys.split(/[ +]/).map((key, i) => <span key={i}>{i > 0 && " "}<Kbd size="xs">{word(key)}</Kbd></span>)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
