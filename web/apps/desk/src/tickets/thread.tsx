import type { Article, Procedure, ProcedureOutcome, Ticket, TicketPatch } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago, Empty, Tag, type Tone } from "@filodiretto/ui";
import { Button, Textarea } from "@mantine/core";
import { IconCircleCheck, IconLock, IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { nameOfActor } from "../shared/actor";
import css from "./tickets.module.css";

type Entry = { at: string; article?: Article; procedure?: Procedure };

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
      <WorkAround value={ticket.work_around} save={(work_around) => patch({ work_around })} />
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

function WorkAround({ value, save }: { value: string | null; save: (value: string | null) => void }) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null) {
    if (!value) return <div><Button variant="subtle" size="compact-sm" ml={-8} onClick={() => setTyped("")}>{t("ticket.addWorkAround")}</Button></div>;
    return (
      <div className={`${css.fact} ${css.warn}`}>
        <div className="label row">{t("ticket.workAround")}<span className="grow" /><Button variant="subtle" size="compact-xs" onClick={() => setTyped(value)}>{t("action.edit")}</Button></div>
        <div className="prose">{value}</div>
      </div>
    );
  }
  const done = () => {
    save(typed.trim() || null);
    setTyped(null);
  };
  return (
    <div className="stack">
      <Textarea label={t("ticket.workAround")} autosize autoFocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && done()} />
      <div className="row"><Button onClick={done}>{t("action.save")}</Button><Button variant="default" onClick={() => setTyped(null)}>{t("action.cancel")}</Button></div>
    </div>
  );
}
