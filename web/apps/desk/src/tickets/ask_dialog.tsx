import { api, type Level, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { ReasonDialog } from "./reason_dialog";
import type { Question } from "./ticket_actions";

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
  const run = async (text: string, level: Level) => {
    const doIt = { escalate: () => api.tickets.escalate(ticket.id, level, text), solve: () => api.tickets.solve(ticket.id, text), reopen: () => api.tickets.reopen(ticket.id, text) }[question];
    done(await doIt(), t(doneText));
  };
  return (
    <ReasonDialog title={t(title)} action={t(title)} label={t(label)} draft={`ticket-${ticket.id}-${question}`} run={run} close={close}
      {...(question === "escalate" ? { levels: kLevels.slice(kLevels.indexOf(ticket.level) + 1) } : {})} />
  );
}
