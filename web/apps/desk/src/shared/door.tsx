import { useSyncExternalStore, type ComponentType } from "react";
import { dialogPart } from "./part";

interface Door {
  /** From anywhere. */
  open: () => void;
  /** Where the dialog appears; stands once in the page. */
  Place: () => React.ReactNode;
}

/** A dialog that can be opened from anywhere: keys, menus, the palette. */
export function door(load: () => Promise<{ default: ComponentType<{ close: () => void }> }>): Door {
  const Dialog = dialogPart(load);
  let opened = false;
  const listeners = new Set<() => void>();
  const set = (value: boolean) => {
    opened = value;
    for (const each of listeners) each();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const close = () => set(false);
  return {
    open: () => set(true),
    Place: () => useSyncExternalStore(subscribe, () => opened) && <Dialog close={close} />,
  };
}
