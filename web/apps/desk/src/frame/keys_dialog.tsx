import { useT, type Key } from "@filodiretto/i18n";
import "@mantine/core/styles/Kbd.css";
import { Kbd } from "@mantine/core";
import { useAllKeys, type Binding } from "../keys";
import { Dialog } from "../shared/dialog";
import css from "./frame.module.css";

const names: Record<string, Key> = { mod: "keys.ctrl", Enter: "keys.enter", Escape: "keys.escape" };
const arrows: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→" };

type Shown = Pick<Binding, "keys" | "label">;
const alwaysThere: Shown[] = [{ keys: "Escape", label: "keys.leaveField" }];

/** The keys that work here and now, by where they lead. */
export default function KeysDialog({ close }: { close: () => void }) {
  const t = useT();
  const all = useAllKeys();
  const isPlace = (each: Shown) => each.keys.startsWith("g ");
  const isPhone = (each: Shown) => each.keys.startsWith("alt+") || each.label.startsWith("offer.");
  const isEverywhere = (each: Shown) => each.keys === "?" || each.keys.startsWith("mod+");
  const isHere = (each: Shown) => !isPlace(each) && !isPhone(each) && !isEverywhere(each);
  return (
    <Dialog onClose={close} title={t("keys.title")} size="xl">
      <div className={css.keys}>
        <Group title={t("keys.here")} keys={all.filter(isHere)} />
        <Group title={t("callBar.title")} keys={all.filter(isPhone)} />
        <Group title={t("palette.pages")} keys={all.filter(isPlace)} />
        <Group title={t("keys.everywhere")} keys={[...all.filter(isEverywhere), ...alwaysThere]} />
      </div>
    </Dialog>
  );
}

function Group({ title, keys }: { title: string; keys: Shown[] }) {
  const t = useT();
  const word = (key: string) => (names[key] ? t(names[key]) : (arrows[key] ?? (key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1))));
  if (keys.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map((each) => (
          <div key={each.keys + each.label}>
            <dt>{t(each.label)}</dt>
            <dd>{each.keys.split(/[ +]/).map((key, i) => <span key={i}>{i > 0 && " "}<Kbd size="xs">{word(key)}</Kbd></span>)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
