import type { Article, Procedure, ProcedureOutcome, Ticket, TicketPatch } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago, Empty, Tag, type Tone } from "@filodiretto/ui";
import { Button, Textarea } from "@mantine/core";
import { IconCircleCheck, IconLock, IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { nameOfActor } from "../shared/actor";
import { useFormDraft } from "../shared/use_form_draft";
import css from "./tickets.module.css";

type Entry = { at: string; article?: Article; procedure?: Procedure };

/** Solved and closed tickets need nothing to bridge the time until they are. */
const isRunning = (ticket: Ticket) => ticket.status !== "solved" && ticket.status !== "closed";

/** Messages, notes and procedures as they happened; what solves stands on top. */
export function Thread({ ticket, patch }: { ticket: Ticket; patch: (change: TicketPatch) => void }) {
  const t = useT();
  const entries: Entry[] = [
    ...ticket.articles.map((article) => ({ at: article.created_at, article })),
    ...ticket.procedures.map((procedure) => ({ at: procedure.created_at, procedure })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <>
      {ticket.solution && <div className={css.fact}><div className="label row"><IconCircleCheck size={14} aria-hidden />{t("ticket.solution")}</div><div className="prose">{ticket.solution}</div></div>}
      <Escalation ticket={ticket} />
      {(ticket.work_around || isRunning(ticket)) && <WorkAround id={ticket.id} value={ticket.work_around} save={(work_around) => patch({ work_around })} />}
      {ticket.call_id && <Link href={`/calls/${ticket.call_id}`} className="small">{t("ticket.fromCall")}</Link>}
      {entries.length === 0 && <Empty title={t("ticket.noArticles")}>{t("ticket.noArticles.help")}</Empty>}
      {entries.map(({ article, procedure }) => (article ? <ArticleCard key={article.id} article={article} /> : procedure ? <ProcedureLine key={procedure.id} procedure={procedure} /> : null))}
    </>
  );
}

/** Why it is above level 1: what somebody said, or that it came back by itself. */
function Escalation({ ticket }: { ticket: Ticket }) {
  const t = useT();
  const came = ticket.escalation_cause === "recurrence" || ticket.escalation_cause === "reopened" ? t(`escalation.${ticket.escalation_cause}`) : "";
  if (!came && !ticket.escalation_reason) return null;
  return (
    <div className={`${css.fact} ${css.info}`}>
      <div className="label">{t("ticket.escalationReason")}</div>
      <div className="prose">
        {came || ticket.escalation_reason}
        {ticket.recurrence_of && <> <Link href={`/tickets/${ticket.recurrence_of}`} style={{ textDecoration: "underline" }}>{t("escalation.before")}</Link></>}
      </div>
    </div>
  );
}

function ArticleCard({ article }: { article: Article }) {
  const t = useT();
  const note = article.kind === "note";
  return (
    <article className={`${css.article} ${note ? css.note : ""}`}>
      <div className={css.articleHead}>
        <strong>{nameOfActor(article.author)}</strong>
        {note && <span className="row small dim" style={{ gap: 3 }}><IconLock size={12} aria-hidden />{t("article.note")}</span>}
        <span className="grow" /><Ago at={article.created_at} className="dim small num" />
      </div>
      <div className="prose">{article.body}</div>
    </article>
  );
}

export const outcomeTones: Record<ProcedureOutcome, Tone> = { worked: "good", failed: "bad", partly: "warn" };

function ProcedureLine({ procedure }: { procedure: Procedure }) {
  const t = useT();
  return (
    <div className={css.procedure}>
      <IconTool size={14} aria-label={t("procedure.title")} style={{ alignSelf: "center", flex: "none" }} />
      <span className="grow">{procedure.text}</span>
      <Tag tone={outcomeTones[procedure.outcome]}>{t(`procedure.${procedure.outcome}`)}</Tag>
      <span className="dim small">{nameOfActor(procedure.author)} · <Ago at={procedure.created_at} className="num" /></span>
    </div>
  );
}

function WorkAround({ id, value, save }: { id: string; value: string | null; save: (value: string | null) => void }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  if (editing) return <WorkAroundEditor id={id} value={value ?? ""} save={save} close={() => setEditing(false)} />;
  if (!value) return <div><Button variant="subtle" size="compact-sm" ml={-8} onClick={() => setEditing(true)}>{t("ticket.addWorkAround")}</Button></div>;
  return (
    <div className={`${css.fact} ${css.warn}`}>
      <div className="label row">{t("ticket.workAround")}<span className="grow" /><Button variant="subtle" size="compact-xs" onClick={() => setEditing(true)}>{t("action.edit")}</Button></div>
      <div className="prose">{value}</div>
    </div>
  );
}

function WorkAroundEditor({ id, value, save, close }: { id: string; value: string; save: (value: string | null) => void; close: () => void }) {
  const t = useT();
  const draft = useFormDraft(`ticket-${id}-work-around`, { text: value });
  const done = () => {
    save(draft.value.text.trim() || null);
    draft.forget();
    close();
  };
  return (
    <div className="stack">
      <Textarea label={t("ticket.workAround")} autosize autoFocus value={draft.value.text} onChange={(event) => draft.change({ text: event.currentTarget.value })} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && done()} />
      <div className="row">
        <Button onClick={done} title={t("keys.ctrlEnter")}>{t("action.save")}</Button>
        <Button variant="default" onClick={() => { draft.forget(); close(); }}>{t("action.cancel")}</Button>
        <span role="status" className="dim small">{draft.value.text !== value && (draft.restored ? t("draft.restored") : t(draft.saved ? "draft.saved" : "draft.saving"))}</span>
      </div>
    </div>
  );
}
