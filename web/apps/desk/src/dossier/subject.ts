import type { CustomerRef, MyState } from "@filodiretto/api-client";
import { useEffect, useSyncExternalStore } from "react";
import { keys, queryClient } from "../query";

// Whose dossier is shown: the caller who rings or talks comes before the page one looks at.

export interface Subject {
  /** Changes when the dossier is another one. */
  key: string;
  customerId: string | null;
  call: { id: string; ani: string; candidates: CustomerRef[]; ticket_id?: string | null } | null;
}

let shown: string | null = null;
let shownTicket: string | null = null;
const listeners = new Set<() => void>();
function show(customerId: string | null, ticketId: string | null) {
  shown = customerId;
  shownTicket = ticketId;
  for (const each of listeners) each();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** A page that is about a customer, or a ticket of his, says so while it is open. */
export function useShowInDossier(customerId: string | null, ticketId: string | null = null): void {
  useEffect(() => {
    show(customerId, ticketId);
    return () => show(null, null);
  }, [customerId, ticketId]);
}

/** The ticket on the screen: a call to its customer is about it. */
export function useShownTicket(): string | null {
  return useSyncExternalStore(subscribe, () => shownTicket);
}

export function subjectOf(me: MyState | undefined, page: string | null): Subject | null {
  const { offer, call } = me ?? { offer: null, call: null };
  if (offer) return ofCall(offer.call_id, offer.ani, offer.customer, offer.candidates);
  if (page) return { key: page, customerId: page, call: call?.customer?.id === page ? { id: call.id, ani: call.ani, candidates: [], ticket_id: call.ticket_id } : null };
  if (call) return ofCall(call.id, call.direction === "in" ? call.ani : call.dnis, call.customer, [], call.ticket_id);
  return null;
}

function ofCall(id: string, ani: string, customer: CustomerRef | null, candidates: CustomerRef[], ticket_id: string | null = null): Subject {
  return { key: customer?.id ?? `call-${id}`, customerId: customer?.id ?? null, call: { id, ani, candidates, ticket_id } };
}

export function useDossierSubject(me: MyState | undefined): Subject | null {
  return subjectOf(me, useSyncExternalStore(subscribe, () => shown));
}

/** The customer one is busy with, offered for new tickets. */
export function currentCustomer(): CustomerRef | null {
  const call = queryClient.getQueryData<MyState>(keys.me)?.call;
  if (call?.customer) return call.customer;
  const customer = shown ? queryClient.getQueryData<{ id: string; name: string; organisation: { name: string } | null }>(keys.customer(shown)) : undefined;
  return customer ? { id: customer.id, name: customer.name, organisation: customer.organisation?.name ?? "" } : null;
}
