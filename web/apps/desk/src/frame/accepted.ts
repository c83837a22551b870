import { useEffect } from "react";
import { useLocation } from "wouter";
import type { LiveCall } from "@filodiretto/api-client";

// The call that this tab has accepted: only here the ticket opens and takes the focus.
let expected: string | null = null;

export function expectCall(callId: string | null): void {
  expected = callId;
}

/** When the accepted call is there, its ticket opens. */
export function useOpenAcceptedTicket(call: LiveCall): void {
  const [, go] = useLocation();
  useEffect(() => {
    if (call.id !== expected || !call.ticket_id) return;
    expected = null;
    go(`/tickets/${call.ticket_id}`);
    requestAnimationFrame(() => document.getElementById("main")?.focus());
  }, [call.id, call.ticket_id, go]);
}
