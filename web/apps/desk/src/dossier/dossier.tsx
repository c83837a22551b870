import { api, type Customer, type TicketRow } from "@filodiretto/api-client";
import { languageNames, useT } from "@filodiretto/i18n";
import { Ago, Failed, PhoneNumber, Skeleton, Tag } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconLock, IconPhone, IconStar } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import { CallButton } from "../phone/call_button";
import { failure, keys, queryClient } from "../query";
import { toast, toastError } from "../shared/toast";
import { part } from "../shared/part";
import { StatusTag } from "../tickets/marks";
import { StopwatchText } from "../tickets/stopwatch_text";
import { IdentityPanel } from "./identity_panel";
import { Timeline } from "./timeline";
import { useShownTicket, type Subject } from "./subject";
import css from "./dossier.module.css";

const UnknownCaller = part(() => import("./unknown_caller"));

/** Who it is and everything that was: on the screen before "hello". */
export default function Dossier({ subject }: { subject: Subject }) {
  if (!subject.customerId) return subject.call ? <UnknownCaller call={subject.call} /> : null;
  return <Known id={subject.customerId} call={subject.call} />;
}

function Known({ id, call }: { id: string; call: Subject["call"] }) {
  const t = useT();
  const query = useQuery({ queryKey: keys.customer(id), queryFn: () => api.customers.get(id) });
  if (query.isPending) return <Skeleton lines={8} />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  const customer = query.data;
  return (
    <div className={css.dossier} data-testid="dossier">
      <header className={css.who}>
        <Link href={`/customers/${id}`} className={css.name}>{customer.name}</Link>
        {customer.organisation && <Link href={`/organisations/${customer.organisation.id}`}>{customer.organisation.name}</Link>}
        <span className="row wrap" style={{ gap: 4 }}>
          {customer.vip && <Tag tone="warn" icon={<IconStar size={12} aria-hidden />}>{t("customer.vip")}</Tag>}
          {customer.code && <Tag>{customer.code}</Tag>}
          {customer.language && <Tag>{languageNames[customer.language]}</Tag>}
          {customer.identity_locked_until && <Tag tone="bad" icon={<IconLock size={12} aria-hidden />}>{t("identity.locked")}</Tag>}
        </span>
      </header>
      <Contacts customer={customer} />
      {customer.note && <p className={css.note}>{customer.note}</p>}
      <IdentityPanel customer={customer} callId={call?.id ?? null} />
      <OpenTickets id={id} call={call} />
      <Timeline of={{ customer: id }} />
    </div>
  );
}

function Contacts({ customer }: { customer: Customer }) {
  const t = useT();
  const ticketId = useShownTicket();
  return (
    <dl className={css.contacts}>
      {customer.numbers.map((each) => (
        <div key={each.e164}><dt>{each.label || t("customer.number")}</dt><dd className="row"><PhoneNumber number={each.e164} /><CallButton number={each.e164} customerId={customer.id} ticketId={ticketId} /></dd></div>
      ))}
      {customer.email && <div><dt>{t("customer.email")}</dt><dd className="cut"><a href={`mailto:${customer.email}`}>{customer.email}</a></dd></div>}
    </dl>
  );
}

function OpenTickets({ id, call }: { id: string; call: Subject["call"] }) {
  const t = useT();
  const query = useQuery({ queryKey: keys.customerTickets(id), queryFn: () => api.tickets.list({ customer_id: id, sort: "updated" }, null, 20) });
  const open = (query.data?.items ?? []).filter((row) => row.status !== "solved" && row.status !== "closed");
  return (
    <section className={css.section}>
      <h2>{t("dossier.openTickets")}{open.length > 0 && <span className="dim num"> {open.length}</span>}</h2>
      {query.isPending ? <Skeleton lines={2} /> : open.length === 0 ? <p className="dim small" style={{ margin: 0 }}>{t("dossier.noOpenTickets")}</p> : (
        <ul className={css.tickets}>
          {open.map((row) => (
            <li key={row.id}>
              <Link href={`/tickets/${row.id}`}>
                <span className="cut">{row.subject}</span>
                <span className="row small"><span className="dim num">#{row.number}</span><span className="grow"><Ago at={row.updated_at} className="dim num" /></span><StopwatchText watch={row.stopwatch} /><StatusTag status={row.status} /></span>
              </Link>
              {(call?.ticket_id || call?.dialled) && call.ticket_id !== row.id && <AttachButton callId={call.id} row={row} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A call that opened a ticket of its own goes into the one that the customer means; one that we dialled is about it. */
function AttachButton({ callId, row }: { callId: string; row: TicketRow }) {
  const t = useT();
  const [, go] = useLocation();
  const attach = () => void api.calls.attach(callId, row.id).then((ticket) => {
    queryClient.setQueryData(keys.ticket(ticket.id), ticket);
    void queryClient.invalidateQueries({ queryKey: keys.tickets });
    toast(t("dossier.attached", { number: ticket.number }));
    go(`/tickets/${ticket.id}`);
  }, toastError);
  return <Button size="compact-xs" variant="light" ml={8} mb={6} leftSection={<IconPhone size={13} aria-hidden />} aria-label={`${t("dossier.attach")}: #${row.number}`} onClick={attach}>{t("dossier.attach")}</Button>;
}
