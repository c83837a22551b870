import { lazy, Suspense, useSyncExternalStore } from "react";

const NewTicketForm = lazy(() => import("./new_ticket_form"));

let opened = false;
const listeners = new Set<() => void>();
function set(value: boolean) {
  opened = value;
  for (const each of listeners) each();
}
export const openNewTicket = () => {
  set(true);
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function NewTicket() {
  const shown = useSyncExternalStore(subscribe, () => opened);
  return shown && <Suspense><NewTicketForm close={() => set(false)} /></Suspense>;
}
