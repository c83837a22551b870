import { api, type Organisation } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago, Failed, PhoneNumber, Skeleton } from "@filodiretto/ui";
import "@mantine/core/styles/FloatingIndicator.css";
import "@mantine/core/styles/SegmentedControl.css";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { Timeline } from "../dossier/timeline";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { ListTable, Page } from "../shared/page";
import { usePages } from "../shared/use_pages";
import { CustomerForm } from "./customer_form";
import { OrganisationForm } from "./organisation_form";
import { TicketsOf } from "./tickets_of";
import css from "./customers.module.css";

const parts = ["timeline", "tickets", "customers"] as const;
type Part = (typeof parts)[number];

/** One organisation: what it is, who belongs to it, and all that happened with its people. */
export default function OrganisationPage({ id }: { id: string }) {
  const t = useT();
  const [path, go] = useLocation();
  const wanted = new URLSearchParams(useSearch()).get("part");
  const part = parts.find((each) => each === wanted) ?? "timeline";
  const [editing, setEditing] = useState(false);
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: keys.organisation(id), queryFn: () => api.organisations.get(id) });
  useKeys([{ keys: "e", label: "organisation.edit", run: () => setEditing(true) }]);
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  const organisation = query.data;
  return (
    <Page title={organisation.name} aside={<>
      <Button variant="default" size="sm" leftSection={<IconPencil size={15} />} onClick={() => setEditing(true)} title="E">{t("organisation.edit")}</Button>
      <Button size="sm" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>{t("customer.new")}</Button>
    </>}>
      <Facts organisation={organisation} />
      <SegmentedControl size="xs" mb="md" aria-label={t("organisation.parts")} value={part} onChange={(next) => go(next === "timeline" ? path : `${path}?part=${next}`, { replace: true })}
        data={parts.map((each) => ({ value: each, label: t(`organisation.part.${each}`) }))} />
      <Shown part={part} id={id} />
      {editing && <OrganisationForm organisation={organisation} close={() => setEditing(false)} done={() => void query.refetch()} />}
      {adding && <CustomerForm organisation={{ id, name: organisation.name }} close={() => setAdding(false)} done={(made) => go(`/customers/${made.id}`)} />}
    </Page>
  );
}

function Facts({ organisation }: { organisation: Organisation }) {
  const t = useT();
  return (
    <dl className={css.facts}>
      {organisation.code && <div><dt>{t("organisation.code")}</dt><dd className="num">{organisation.code}</dd></div>}
      <div><dt>{t("nav.customers")}</dt><dd className="num">{organisation.customers}</dd></div>
      <div><dt>{t("dossier.openTickets")}</dt><dd className="num">{organisation.open_tickets}</dd></div>
      <div><dt>{t("organisation.since")}</dt><dd><Ago at={organisation.created_at} className="num" /></dd></div>
      {organisation.note && <div className={css.wideFact}><dt>{t("customer.note")}</dt><dd className="prose">{organisation.note}</dd></div>}
    </dl>
  );
}

function Shown({ part, id }: { part: Part; id: string }) {
  const t = useT();
  if (part === "customers") return <Customers id={id} />;
  if (part === "tickets") return <TicketsOf filter={{ organisation_id: id }} empty={t("organisation.noTickets")} withCustomer />;
  return <div className={css.line}><Timeline of={{ organisation: id }} /></div>;
}

function Customers({ id }: { id: string }) {
  const t = useT();
  const [, go] = useLocation();
  const query = usePages([...keys.customers, "of", id], (after) => api.customers.list({ organisation_id: id }, after), { keep: false });
  return (
    <ListTable query={query} empty={t("organisation.noCustomers")} emptyHelp={t("organisation.noCustomers.help")}
      head={<><th>{t("customer.name")}</th><th>{t("customer.number")}</th><th className="wide">{t("customer.code")}</th><th className="n">{t("dossier.openTickets")}</th></>}
      row={(customer) => (
        <tr key={customer.id} className="link" onClick={() => go(`/customers/${customer.id}`)}>
          <td><Link href={`/customers/${customer.id}`} data-row className="strong">{customer.name}</Link></td>
          <td>{customer.numbers[0] && <PhoneNumber number={customer.numbers[0].e164} />}</td>
          <td className="dim num wide">{customer.code}</td>
          <td className="n">{customer.open_tickets || ""}</td>
        </tr>
      )} />
  );
}
