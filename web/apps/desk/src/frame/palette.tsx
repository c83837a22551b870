import { useState } from "react";
import { useKeys } from "../keys";
import { dialogPart } from "../shared/part";

const PaletteDialog = dialogPart(() => import("./palette_dialog"));

/** Ctrl-K: customers, tickets, pages and actions by typing a few letters. */
export function Palette() {
  const [opened, setOpened] = useState(false);
  useKeys([
    { keys: "mod+k", label: "palette.title", run: () => setOpened((now) => !now), inFields: true },
    { keys: "/", label: "palette.title", run: () => setOpened(true), hidden: true },
  ]);
  return opened && <PaletteDialog close={() => setOpened(false)} />;
}
