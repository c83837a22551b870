import { api, type Call, type SegmentKind } from "@filodiretto/api-client";
import { duration, exact, formatPhone, timeOfDay, tServer, useLanguage, useT } from "@filodiretto/i18n";
import { Failed, PhoneNumber, Skeleton } from "@filodiretto/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useShowInDossier } from "../dossier/subject";
import { CallButton } from "../phone/call_button";
import { failure, keys } from "../query";
import { Page } from "../shared/page";
import { OutcomeTag } from "./outcome_tag";
import css from "./calls.module.css";

export default function CallPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: keys.call(id), queryFn: () => api.calls.get(id) });
  useShowInDossier(query.data?.customer?.id ?? null);
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  return <Detail call={query.data} />;
}

function Detail({ call }: { call: Call }) {
  const t = useT();
  const language = useLanguage();
  const other = call.direction === "in" ? call.ani : call.dnis;
  const facts: [string, ReactNode][] = [
    [t(call.direction === "in" ? "call.caller" : "call.called"), call.customer ? <Link href={`/customers/${call.customer.id}`}>{call.customer.name}</Link> : t("customer.unknown")],
    [t("call.ani"), <End number={call.ani} call={call} other={other} />],
    [t("call.dnis"), <End number={call.dnis} call={call} other={other} />],
    [t("call.service"), call.service || "–"],
    [t("queue.title"), call.queue?.name ?? "–"],
    [t("agent.title"), call.agent?.name ?? "–"],
    [t("call.started"), <span className="num">{exact(call.started_at, language)}</span>],
    [t("call.cause"), call.cause ? (tServer(`cause.${call.cause}`) ?? call.cause) : "–"],
    [t("ticket.title"), call.ticket_id ? <Link href={`/tickets/${call.ticket_id}`}>{t("call.openTicket")}</Link> : "–"],
  ];
  return (
    <Page title={t("call.with", { who: call.customer?.name ?? (formatPhone(other) || t("phone.anonymous")) })} aside={<OutcomeTag outcome={call.outcome} />}>
      <div className={css.columns}>
        <section className="filo-card"><h2>{t("call.facts")}</h2><dl className={css.facts}>{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl></section>
        <section className="filo-card"><h2>{t("call.segments")}</h2><Segments call={call} /></section>
      </div>
    </Page>
  );
}

/** The number of the other end can be called back. */
function End({ number, call, other }: { number: string; call: Call; other: string }) {
  const back = number === other && <CallButton number={number} customerId={call.customer?.id ?? null} ticketId={call.ticket_id} />;
  return <span className="row"><PhoneNumber number={number} />{back}</span>;
}

const colours: Record<SegmentKind, string> = { ivr: css.ivr!, queue: css.queue!, ring: css.ring!, talk: css.talk!, hold: css.hold!, wrap_up: css.wrapUp! };

/** What happened, as a bar to scale and as a table. */
function Segments({ call }: { call: Call }) {
  const t = useT();
  const language = useLanguage();
  const total = call.segments.reduce((sum, each) => sum + each.duration_ms, 0) || 1;
  return (
    <>
      <div className={css.bar} aria-hidden>
        {call.segments.map((each, i) => <span key={i} className={colours[each.kind]} style={{ flexGrow: Math.max(each.duration_ms / total, 0.01) }} title={`${t(`segment.${each.kind}`)} ${duration(each.duration_ms, language)}`} />)}
      </div>
      <table className="filo-table">
        <thead><tr><th>{t("call.started")}</th><th>{t("call.segment")}</th><th>{t("call.who")}</th><th className="n">{t("call.duration")}</th></tr></thead>
        <tbody>
          {call.segments.map((each, i) => (
            <tr key={i}>
              <td className="num">{timeOfDay(each.started_at, language, true)}</td>
              <td><span className="row"><span className={`${css.swatch} ${colours[each.kind]}`} aria-hidden />{t(`segment.${each.kind}`)}</span></td>
              <td className="dim">{each.agent?.name ?? each.queue?.name}</td>
              <td className="n">{duration(each.duration_ms, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
