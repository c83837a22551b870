import { lazy, Suspense, useSyncExternalStore } from "react";

const DevicesDialog = lazy(() => import("./devices_dialog"));

let opened = false;
const listeners = new Set<() => void>();
function set(value: boolean) {
  opened = value;
  for (const each of listeners) each();
}
export const openDevices = () => {
  set(true);
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Where the dialog of microphone, speaker and ringer appears. */
export function DevicesDoor() {
  const shown = useSyncExternalStore(subscribe, () => opened);
  return shown && <Suspense><DevicesDialog close={() => set(false)} /></Suspense>;
}
