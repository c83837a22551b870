import { useKeys } from "../keys";
import { door } from "../shared/door";

const { open, Place } = door(() => import("./keys_dialog"));
export const openKeysHelp = open;

/** The keys that work here and now. */
export function KeysHelp() {
  useKeys([{ keys: "?", label: "keys.title", run: open }]);
  return <Place />;
}
