import { api } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { useShowInDossier } from "../dossier/subject";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { Page } from "../shared/page";
import { openNewTicket, NewTicket } from "../tickets/new_ticket";
import { CustomerForm } from "./customer_form";
import { TicketsOf } from "./tickets_of";
import css from "./customers.module.css";

/** All tickets of a customer; who he is stands in the dossier beside. */
export default function CustomerPage({ id }: { id: string }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const query = useQuery({ queryKey: keys.customer(id), queryFn: () => api.customers.get(id) });
  useShowInDossier(id);
  useKeys([{ keys: "e", label: "customer.edit", run: () => setEditing(true) }, { keys: "n", label: "ticket.new", run: openNewTicket }]);
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  return (
    <Page title={query.data.name} aside={<>
      <Button variant="default" size="sm" leftSection={<IconPencil size={15} />} onClick={() => setEditing(true)} title="E">{t("customer.edit")}</Button>
      <Button size="sm" onClick={openNewTicket} title="N">{t("ticket.new")}</Button>
    </>}>
      {query.data.organisation && <p className={css.under}><Link href={`/organisations/${query.data.organisation.id}`}>{query.data.organisation.name}</Link></p>}
      <TicketsOf filter={{ customer_id: id }} empty={t("customer.noTickets")} />
      {editing && <CustomerForm customer={query.data} close={() => setEditing(false)} done={() => void query.refetch()} />}
      <NewTicket />
    </Page>
  );
}
