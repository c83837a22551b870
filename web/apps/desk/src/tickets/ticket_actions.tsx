import { api, ApiError, type Ticket } from "@filodiretto/api-client";
import { t as say, useT, type Key } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useKeys, type Binding } from "../keys";
import { keys, queryClient } from "../query";
import { useSession } from "../session";
import { dialogPart } from "../shared/part";
import { messageOf, toast, toastRefusal } from "../shared/toast";
import { LevelTag, PriorityMark, StatusTag } from "./marks";
import { BigStopwatch } from "./stopwatch_text";
import { StopwatchTimes } from "./stopwatch_times";

const Ask = dialogPart(() => import("./ask_dialog"));

interface Action {
  key: string;
  label: Key;
  /** Instead of the label's own words. */
  text?: string;
  run: () => void;
  main?: boolean;
}

export type Question = "escalate" | "solve" | "reopen";

function done(ticket: Ticket, message: string): void {
  queryClient.setQueryData(keys.ticket(ticket.id), ticket);
  void queryClient.invalidateQueries({ queryKey: keys.tickets });
  void queryClient.invalidateQueries({ queryKey: keys.history(ticket.id) });
  toast(message);
}

/** A step was refused: says why, and shows the ticket as it is now. */
export function refused(ticket: Ticket, error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  const owner = error.errors.find(({ key }) => key === "ticket.owned");
  if (owner) void queryClient.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
  if (owner?.detail) return say("ticket.ownedBy", { name: owner.detail });
  if (!error.isConflict) return messageOf(error);
  if (error.current) queryClient.setQueryData(keys.ticket(ticket.id), error.current as Ticket);
  return say("ticket.changedLook");
}

/** What can be done with the ticket now, each with its key. */
export function TicketActions({ ticket }: { ticket: Ticket }) {
  const t = useT();
  const { agent } = useSession();
  const [question, setQuestion] = useState<Question | null>(null);
  const over = ticket.status === "solved" || ticket.status === "closed";
  const mine = ticket.owner?.id === agent?.id;
  const tell = (error: unknown) => toastRefusal(refused(ticket, error));
  const take = () => void api.tickets.take(ticket.id, ticket.etag, ticket.owner?.id).then((saved) => done(saved, t("ticket.taken")), tell);
  const close = () => void api.tickets.close(ticket.id, ticket.etag).then((saved) => done(saved, t("ticket.closed")), tell);

  const all: (Action | false)[] = over
    ? [{ key: "r", label: "ticket.reopen", run: () => setQuestion("reopen") }, ticket.status === "solved" && { key: "c", label: "ticket.close", run: close }]
    : [
        !mine && { key: "t", label: "ticket.take", text: ticket.owner ? t("ticket.takeOver", { name: ticket.owner.name }) : undefined, run: take },
        ticket.level !== "vendor" && { key: "e", label: "ticket.escalate", run: () => setQuestion("escalate") },
        { key: "s", label: "ticket.solve", run: () => setQuestion("solve"), main: true },
      ];
  const actions = all.filter((each) => each !== false);
  useKeys(actions.map(({ key, label, run }): Binding => ({ keys: key, label, run })));
  return (
    <span className="row" style={{ flex: "none" }}>
      {actions.map(({ key, label, text, run, main }) => (
        <Button key={key} variant={main ? "filled" : "default"} onClick={run} title={key.toUpperCase()}>{text ?? t(label)}</Button>
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
      <StopwatchTimes ticket={ticket} />
    </>
  );
}
