import { Modal } from "@mantine/core";
import { useT } from "@filodiretto/i18n";
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
  const t = useT();
  const shown = useSyncExternalStore(subscribe, () => opened);
  return (
    <Modal opened={shown} onClose={() => set(false)} title={t("ticket.new")} size="lg" closeButtonProps={{ "aria-label": t("action.close") }}>
      <Suspense><NewTicketForm close={() => set(false)} /></Suspense>
    </Modal>
  );
}
