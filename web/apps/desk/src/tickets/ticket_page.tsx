import { api, type Ticket } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Failed, Skeleton } from "@filodiretto/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { useShowInDossier } from "../dossier/subject";
import { failure, keys } from "../query";
import { Composer } from "./composer";
import { ConflictNotice } from "./conflict_notice";
import { History } from "./history";
import { Thread } from "./thread";
import { TicketActions, TicketMarks } from "./ticket_actions";
import { Subject, TicketFields } from "./ticket_fields";
import { usePatchTicket } from "./use_patch_ticket";
import css from "./tickets.module.css";

export default function TicketPage({ id, lead }: { id: string; lead: ReactNode }) {
  const query = useQuery({ queryKey: keys.ticket(id), queryFn: () => api.tickets.get(id) });
  if (query.isPending) return <Skeleton lines={10} />;
  if (!query.data) return <>{lead}<Failed error={failure(query.error)} retry={() => void query.refetch()} /></>;
  return <Loaded ticket={query.data} lead={lead} />;
}

function Loaded({ ticket, lead }: { ticket: Ticket; lead: ReactNode }) {
  const t = useT();
  const { patch, conflict, keepMine, takeTheirs } = usePatchTicket(ticket);
  useShowInDossier(ticket.customer?.id ?? null, ticket.id);
  useEffect(() => void (document.title = `#${ticket.number} ${ticket.subject} · Filodiretto`), [ticket.number, ticket.subject]);
  return (
    <>
      <header className={css.head}>
        <div className={css.headTop}>
          {lead}
          <TicketMarks ticket={ticket} />
        </div>
        <div className={css.headMain}>
          <Subject value={ticket.subject} save={(subject) => void patch({ subject })} />
          <TicketActions ticket={ticket} />
        </div>
        <TicketFields ticket={ticket} patch={patch} />
      </header>
      {conflict && <ConflictNotice conflict={conflict} keepMine={keepMine} takeTheirs={takeTheirs} />}
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t("ticket.thread")}>
        <div className={css.thread}>
          <Thread ticket={ticket} patch={patch} />
          <History id={ticket.id} />
        </div>
      </div>
      <Composer ticketId={ticket.id} />
    </>
  );
}
