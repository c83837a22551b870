import type { CustomerRef, LiveCall, MyState } from "@filodiretto/api-client";
import { useEffect, useSyncExternalStore } from "react";
import { keys, queryClient } from "../query";

// Whose dossier is shown: the caller who rings or talks comes before the page one looks at.

export interface Subject {
  /** Changes when the dossier is another one. */
  key: string;
  customerId: string | null;
  call: SubjectCall | null;
}

export interface SubjectCall {
  id: string;
  ani: string;
  candidates: CustomerRef[];
  ticket_id?: string | null;
  /** We called: no ticket opened by itself. */
  dialled?: boolean;
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
  if (offer) return { key: offer.customer?.id ?? `call-${offer.call_id}`, customerId: offer.customer?.id ?? null, call: { id: offer.call_id, ani: offer.ani, candidates: offer.candidates, ticket_id: null } };
  if (page) return { key: page, customerId: page, call: call?.customer?.id === page ? subjectCall(call) : null };
  if (call) return { key: call.customer?.id ?? `call-${call.id}`, customerId: call.customer?.id ?? null, call: subjectCall(call) };
  return null;
}

const subjectCall = (call: LiveCall): SubjectCall => ({
  id: call.id, ani: call.direction === "in" ? call.ani : call.dnis, candidates: [], ticket_id: call.ticket_id, dialled: call.direction === "out",
});

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
