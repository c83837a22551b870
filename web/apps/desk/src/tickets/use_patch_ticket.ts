import { ApiError, api, type Ticket, type TicketPatch } from "@filodiretto/api-client";
import { t } from "@filodiretto/i18n";
import { useCallback, useState } from "react";
import { keys, queryClient } from "../query";
import { toastError, toastUndo } from "../shared/toast";

export interface Conflict {
  /** What I wanted to set. */
  mine: TicketPatch;
  /** As the ticket was when I looked at it. */
  before: Ticket;
  /** As it is now. */
  current: Ticket;
}

function inverse(ticket: Ticket, patch: TicketPatch): TicketPatch {
  const was: TicketPatch = {
    subject: ticket.subject, status: ticket.status, priority: ticket.priority, work_around: ticket.work_around,
    category_id: ticket.category?.id ?? null, owner_id: ticket.owner?.id ?? null, team_id: ticket.team?.id ?? null,
  };
  return Object.fromEntries(Object.keys(patch).map((key) => [key, was[key as keyof TicketPatch]])) as TicketPatch;
}

/** Changes fields of a ticket. When somebody was faster nothing is written: the person chooses. */
export function usePatchTicket(ticket: Ticket) {
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const send = useCallback(async (base: Ticket, patch: TicketPatch, undoable: boolean) => {
    try {
      const saved = await api.tickets.patch(base.id, base.etag, patch);
      queryClient.setQueryData(keys.ticket(base.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.tickets });
      if (undoable) toastUndo(t("ticket.saved"), () => void send(saved, inverse(base, patch), false));
    } catch (error) {
      if (!(error instanceof ApiError && error.isConflict)) return toastError(error);
      const current = (error.current as Ticket | null) ?? (await api.tickets.get(base.id));
      setConflict({ mine: patch, before: base, current });
    }
  }, []);

  const patch = useCallback((change: TicketPatch) => send(ticket, change, true), [send, ticket]);
  const keepMine = () => {
    if (!conflict) return;
    setConflict(null);
    void send(conflict.current, conflict.mine, false);
  };
  const takeTheirs = () => {
    if (!conflict) return;
    queryClient.setQueryData(keys.ticket(ticket.id), conflict.current);
    setConflict(null);
  };
  return { patch, conflict, keepMine, takeTheirs };
}
