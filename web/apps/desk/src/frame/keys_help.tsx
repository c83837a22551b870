import { lazy, Suspense, useSyncExternalStore } from "react";
import { useKeys } from "../keys";

const KeysDialog = lazy(() => import("./keys_dialog"));

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

/** The keys that work here and now. */
export function KeysHelp() {
  const shown = useSyncExternalStore(subscribe, () => opened);
  useKeys([{ keys: "?", label: "keys.title", run: openKeysHelp }]);
  return shown && <Suspense><KeysDialog close={() => setOpened(false)} /></Suspense>;
}
