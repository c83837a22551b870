import { api, ApiError, type Level, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { useState } from "react";
import { ReasonDialog } from "./reason_dialog";
import { refused, type Question } from "./ticket_actions";

const kLevels: Level[] = ["1", "2", "3", "vendor"];

const titles: Record<Question, [title: Key, label: Key, done: Key]> = {
  escalate: ["ticket.escalate", "ticket.escalationReason", "ticket.escalated"],
  solve: ["ticket.solve", "ticket.solution", "ticket.solved"],
  reopen: ["ticket.reopen", "ticket.reopenReason", "ticket.reopened"],
};

interface Props {
  question: Question;
  ticket: Ticket;
  done: (ticket: Ticket, message: string) => void;
  close: () => void;
}

/** The one thing to say before a ticket goes up, is solved or opens again. */
export default function AskDialog({ question, ticket, done, close }: Props) {
  const t = useT();
  const [title, label, doneText] = titles[question];
  // As the person saw it when the question came up; a refusal shows the new one and is the new view.
  const [etag, setEtag] = useState(ticket.etag);
  const run = async (text: string, level: Level) => {
    const doIt = { escalate: () => api.tickets.escalate(ticket.id, etag, level, text), solve: () => api.tickets.solve(ticket.id, etag, text), reopen: () => api.tickets.reopen(ticket.id, etag, text) }[question];
    try {
      done(await doIt(), t(doneText));
    } catch (error) {
      refused(ticket, error);
      if (error instanceof ApiError && error.isConflict) setEtag((error.current as Ticket | null)?.etag ?? ticket.etag);
      throw error;
    }
  };
  return (
    <ReasonDialog title={t(title)} action={t(title)} label={t(label)} draft={`ticket-${ticket.id}-${question}`} run={run} close={close}
      {...(question === "escalate" ? { levels: kLevels.slice(kLevels.indexOf(ticket.level) + 1) } : {})} />
  );
}
