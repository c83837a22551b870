import { useT, type Key } from "@filodiretto/i18n";
import { Kbd } from "@mantine/core";
import { useAllKeys } from "../keys";
import { Dialog } from "../shared/dialog";
import css from "./frame.module.css";

const names: Record<string, Key> = { mod: "keys.ctrl", Enter: "keys.enter", Escape: "keys.escape" };

export default function KeysDialog({ close }: { close: () => void }) {
  const t = useT();
  const all = useAllKeys();
  const word = (key: string) => (names[key] ? t(names[key]) : key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1));
  return (
    <Dialog onClose={close} title={t("keys.title")} size="md">
      <dl className={css.keys}>
        {all.map((each) => (
          <div key={each.keys + each.label} style={{ display: "contents" }}>
            <dt>{t(each.label)}</dt>
            <dd>{each.keys.split(/[ +]/).map((key, i) => <span key={i}>{i > 0 && " "}<Kbd size="xs">{word(key)}</Kbd></span>)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
