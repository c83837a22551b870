import { api, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useKeys, type Binding } from "../keys";
import { keys, queryClient } from "../query";
import { useSession } from "../session";
import { dialogPart } from "../shared/part";
import { toast, toastError } from "../shared/toast";
import { LevelTag, PriorityMark, StatusTag } from "./marks";
import { BigStopwatch } from "./stopwatch_text";

const Ask = dialogPart(() => import("./ask_dialog"));

export type Question = "escalate" | "solve" | "reopen";

function done(ticket: Ticket, message: string): void {
  queryClient.setQueryData(keys.ticket(ticket.id), ticket);
  void queryClient.invalidateQueries({ queryKey: keys.tickets });
  void queryClient.invalidateQueries({ queryKey: keys.history(ticket.id) });
  toast(message);
}

/** What can be done with the ticket now, each with its key. */
export function TicketActions({ ticket }: { ticket: Ticket }) {
  const t = useT();
  const { agent } = useSession();
  const [question, setQuestion] = useState<Question | null>(null);
  const over = ticket.status === "solved" || ticket.status === "closed";
  const mine = ticket.owner?.id === agent?.id;
  const take = () => void api.tickets.take(ticket.id).then((saved) => done(saved, t("ticket.taken")), toastError);
  const close = () => void api.tickets.close(ticket.id).then((saved) => done(saved, t("ticket.closed")), toastError);

  const actions: { key: string; label: Key; run: () => void; main?: boolean }[] = over
    ? [{ key: "r", label: "ticket.reopen", run: () => setQuestion("reopen") }, ...(ticket.status === "solved" ? [{ key: "c", label: "ticket.close" as Key, run: close }] : [])]
    : [
        ...(mine ? [] : [{ key: "t", label: "ticket.take" as Key, run: take }]),
        ...(ticket.level === "vendor" ? [] : [{ key: "e", label: "ticket.escalate" as Key, run: () => setQuestion("escalate") }]),
        { key: "s", label: "ticket.solve", run: () => setQuestion("solve"), main: true },
      ];
  useKeys(actions.map(({ key, label, run }): Binding => ({ keys: key, label, run })));
  return (
    <span className="row" style={{ flex: "none" }}>
      {actions.map(({ key, label, run, main }) => (
        <Button key={key} variant={main ? "filled" : "default"} onClick={run} title={key.toUpperCase()}>{t(label)}</Button>
      ))}
      {question && <Ask question={question} ticket={ticket} done={done} close={() => setQuestion(null)} />}
    </span>
  );
}

/** Number, state, level and the running clock. */
export function TicketMarks({ ticket }: { ticket: Ticket }) {
  const t = useT();
  return (
    <>
      <span className="dim num">#{ticket.number}</span>
      <StatusTag status={ticket.status} />
      <LevelTag level={ticket.level} always />
      <PriorityMark priority={ticket.priority} />
      <span className="grow" />
      <BigStopwatch watch={ticket.stopwatch} levelName={t(`level.${ticket.level}`)} />
    </>
  );
}
