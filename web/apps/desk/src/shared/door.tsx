import { Suspense, useSyncExternalStore, type ComponentType } from "react";

interface Door {
  /** From anywhere. */
  open: () => void;
  /** Where the dialog appears; stands once in the page. */
  Place: () => React.ReactNode;
}

/** A dialog that can be opened from anywhere: keys, menus, the palette. */
export function door(Dialog: ComponentType<{ close: () => void }>): Door {
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
    Place: () => useSyncExternalStore(subscribe, () => opened) && <Suspense><Dialog close={close} /></Suspense>,
  };
}
