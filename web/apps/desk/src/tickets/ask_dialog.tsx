import { api, ApiError, type Level, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Dialog } from "../shared/dialog";
import { useDraft } from "../shared/use_draft";
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
  const higher = kLevels.slice(kLevels.indexOf(ticket.level) + 1);
  const [level, setLevel] = useState<Level>(higher[0] ?? "vendor");
  const { text, setText, clear, saved } = useDraft(`ticket-${ticket.id}-${question}`);
  const [problem, setProblem] = useState("");
  // As the person saw it when the question came up; a refusal shows the new one and is the new view.
  const [etag, setEtag] = useState(ticket.etag);
  const [busy, setBusy] = useState(false);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!text.trim()) return setProblem(t("error.required"));
    setBusy(true);
    try {
      const run = { escalate: () => api.tickets.escalate(ticket.id, etag, level, text), solve: () => api.tickets.solve(ticket.id, etag, text), reopen: () => api.tickets.reopen(ticket.id, etag, text) }[question];
      done(await run(), t(doneText));
      clear();
      close();
    } catch (error) {
      setProblem(refused(ticket, error));
      if (error instanceof ApiError && error.isConflict) setEtag((error.current as Ticket | null)?.etag ?? ticket.etag);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t(title)}>
      <form className="stack" onSubmit={submit}>
        {question === "escalate" && (
          <NativeSelect label={t("ticket.level")} data={higher.map((each) => ({ value: each, label: t(`level.${each}`) }))} value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)} />
        )}
        <Textarea label={t(label)} autosize minRows={3} data-autofocus value={text} error={problem} onChange={(event) => { setText(event.currentTarget.value); setProblem(""); }}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void submit()} />
        <div className="row">
          <span role="status" className="dim small grow">{text && t(saved ? "draft.saved" : "draft.saving")}</span>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit" loading={busy}>{t(title)}</Button>
        </div>
      </form>
    </Dialog>
  );
}
