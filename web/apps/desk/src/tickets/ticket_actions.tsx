import { api, type Level, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useKeys, type Binding } from "../keys";
import { keys, queryClient } from "../query";
import { useSession } from "../session";
import { messageOf, toast, toastError } from "../shared/toast";
import { LevelTag, PriorityMark, StatusTag } from "./marks";
import { BigStopwatch } from "./stopwatch_text";

type Question = "escalate" | "solve" | "reopen";
const kLevels: Level[] = ["1", "2", "3", "vendor"];

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
      {question && <Ask question={question} ticket={ticket} close={() => setQuestion(null)} />}
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

const titles: Record<Question, [title: Key, label: Key, done: Key]> = {
  escalate: ["ticket.escalate", "ticket.escalationReason", "ticket.escalated"],
  solve: ["ticket.solve", "ticket.solution", "ticket.solved"],
  reopen: ["ticket.reopen", "ticket.reopenReason", "ticket.reopened"],
};

function Ask({ question, ticket, close }: { question: Question; ticket: Ticket; close: () => void }) {
  const t = useT();
  const [title, label, doneText] = titles[question];
  const higher = kLevels.slice(kLevels.indexOf(ticket.level) + 1);
  const [level, setLevel] = useState<Level>(higher[0] ?? "vendor");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!text.trim()) return setProblem(t("error.required"));
    setBusy(true);
    try {
      const run = { escalate: () => api.tickets.escalate(ticket.id, level, text), solve: () => api.tickets.solve(ticket.id, text), reopen: () => api.tickets.reopen(ticket.id, text) }[question];
      done(await run(), t(doneText));
      close();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t(title)} closeButtonProps={{ "aria-label": t("action.close") }}>
      <form className="stack" onSubmit={submit}>
        {question === "escalate" && (
          <NativeSelect label={t("ticket.level")} data={higher.map((each) => ({ value: each, label: t(`level.${each}`) }))} value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)} />
        )}
        <Textarea label={t(label)} autosize minRows={3} data-autofocus value={text} error={problem} onChange={(event) => { setText(event.currentTarget.value); setProblem(""); }}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void submit()} />
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit" loading={busy}>{t(title)}</Button>
        </div>
      </form>
    </Modal>
  );
}
