import { api, timelineKinds, type TimelineItem, type TimelineKind } from "@filodiretto/api-client";
import { duration, formatPhone, t, tServer, useLanguage, useT } from "@filodiretto/i18n";
import { Ago, Failed, Skeleton } from "@filodiretto/ui";
import { Button, Textarea } from "@mantine/core";
import { IconMessage, IconPhone, IconPhoneOutgoing, IconShieldCheck, IconTicket, IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { failure, keys, queryClient, rowsOf } from "../query";
import { nameOfActor } from "../shared/actor";
import { toastError } from "../shared/toast";
import { useDraft } from "../shared/use_draft";
import { usePages } from "../shared/use_pages";
import css from "./dossier.module.css";

const icons = { call: IconPhone, ticket: IconTicket, note: IconMessage, procedure: IconTool, identity: IconShieldCheck };
const bad = new Set(["abandoned", "failed", "locked"]);
const good = new Set(["worked", "passed"]);

/** One time line of everything, newest first: of a customer, or of all customers of an organisation. */
export function Timeline({ of: whose }: { of: { customer: string } | { organisation: string } }) {
  const t = useT();
  const [kind, setKind] = useState<TimelineKind | "">("");
  const customer = "customer" in whose ? whose.customer : null;
  const query = usePages([...("customer" in whose ? keys.timeline(whose.customer) : keys.organisationTimeline(whose.organisation)), kind], (after) => ("customer" in whose ? api.customers.timeline(whose.customer, kind, after) : api.organisations.timeline(whose.organisation, kind, after)));
  const items = rowsOf(query.data);
  return (
    <section className={css.section} aria-label={t("dossier.timeline")}>
      {customer && <h2>{t("dossier.timeline")}</h2>}
      {customer && <NoteField customerId={customer} />}
      <div className={css.kinds} role="group" aria-label={t("timeline.filter")}>
        {(["", ...timelineKinds] as const).map((each) => (
          <button key={each} type="button" aria-pressed={kind === each} onClick={() => setKind(each)}>{t(each === "" ? "timeline.all" : `timeline.many.${each}`)}</button>
        ))}
      </div>
      {query.isPending && <Skeleton lines={5} />}
      {query.isError && <Failed error={failure(query.error)} retry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className="dim small" style={{ margin: 0 }}>{t(kind ? "timeline.noneOfKind" : customer ? "dossier.timeline.empty" : "organisation.noTimeline")}</p>}
      <ol className={css.timeline}>{items.map((item) => <Entry key={item.id} item={item} withCustomer={customer === null} />)}</ol>
      {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("action.more")}</Button>}
    </section>
  );
}

function Entry({ item, withCustomer }: { item: TimelineItem; withCustomer: boolean }) {
  const t = useT();
  const language = useLanguage();
  const Icon = item.kind === "call" && item.outcome?.startsWith("out_") ? IconPhoneOutgoing : (icons[item.kind] ?? IconMessage);
  const tone = bad.has(item.outcome ?? "") ? css.bad : good.has(item.outcome ?? "") ? css.good : "";
  const href = item.call_id && item.kind === "call" ? `/calls/${item.call_id}` : item.ticket_id ? `/tickets/${item.ticket_id}` : null;
  const name = item.kind === "identity" ? t("identity.title") : item.kind === "call" ? formatPhone(item.title) : item.title;
  const title = item.ticket_number && item.kind !== "identity" ? `#${item.ticket_number} ${name}` : name;
  const facts = [...wordsOf(item), item.detail, item.duration_ms && item.duration_ms >= 1_000 ? duration(item.duration_ms, language) : ""].filter(Boolean);
  return (
    <li>
      <span className={`${css.dot} ${tone}`}><Icon size={13} stroke={1.8} role="img" aria-label={t(`timeline.${item.kind}`)} /></span>
      <div className={css.entry}>
        <div>{href ? <Link href={href}>{title}</Link> : title}</div>
        <div className="small dim"><Ago at={item.at} className="num" />{withCustomer && <> · <Link href={`/customers/${item.customer.id}`}>{item.customer.name}</Link></>}{facts.map((fact, i) => <span key={i}> · {fact}</span>)}</div>
      </div>
    </li>
  );
}

/** "Anna Rossi solved the ticket", or the outcome and who it was. */
function wordsOf({ kind, outcome, author }: TimelineItem): (string | undefined)[] {
  const event = kind === "ticket" && outcome ? tServer(`event.${outcome}`) : undefined;
  if (event) return [`${nameOfActor(author)} ${event}`];
  if (kind === "note") return [outcome === "public" ? t("timeline.message") : undefined, author ? nameOfActor(author) : undefined];
  const word = kind === "procedure" ? tServer(`procedure.${outcome}`) : tServer(`outcome.${outcome}`);
  return [word, author ? nameOfActor(author) : undefined];
}

function NoteField({ customerId }: { customerId: string }) {
  const t = useT();
  const draft = useDraft(`customer-${customerId}-note`);
  const save = () => {
    if (!draft.text.trim()) return;
    void api.customers.addNote(customerId, draft.text.trim()).then(() => {
      draft.clear();
      return queryClient.invalidateQueries({ queryKey: keys.timeline(customerId) });
    }, toastError);
  };
  return (
    <div className="stack">
      <Textarea size="xs" autosize minRows={1} maxRows={6} aria-label={t("dossier.addNote")} placeholder={t("dossier.addNote")} value={draft.text} onChange={(event) => draft.setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && save()} />
      {draft.text.trim() && <div className="row"><Button onClick={save} title={t("keys.ctrlEnter")}>{t("dossier.saveNote")}</Button></div>}
    </div>
  );
}
