import { api } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useShowInDossier } from "../dossier/subject";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { ListTable, Page } from "../shared/page";
import { LevelTag, StatusTag } from "../tickets/marks";
import { openNewTicket, NewTicket } from "../tickets/new_ticket";
import { StopwatchText } from "../tickets/stopwatch_text";
import { CustomerForm } from "./customer_form";

/** All tickets of a customer; who he is stands in the dossier beside. */
export default function CustomerPage({ id }: { id: string }) {
  const t = useT();
  const [, go] = useLocation();
  const [editing, setEditing] = useState(false);
  const query = useQuery({ queryKey: keys.customer(id), queryFn: () => api.customers.get(id) });
  const tickets = useInfiniteQuery({
    queryKey: [...keys.tickets, "customer", id],
    queryFn: ({ pageParam }) => api.tickets.list({ customer_id: id }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  useShowInDossier(id);
  useKeys([{ keys: "e", label: "customer.edit", run: () => setEditing(true) }, { keys: "n", label: "ticket.new", run: openNewTicket }]);
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  return (
    <Page title={query.data.name} aside={<>
      <Button variant="default" size="sm" leftSection={<IconPencil size={15} />} onClick={() => setEditing(true)} title="E">{t("customer.edit")}</Button>
      <Button size="sm" onClick={openNewTicket} title="N">{t("ticket.new")}</Button>
    </>}>
      <ListTable query={tickets} empty={t("customer.noTickets")}
        head={<><th className="n wide">#</th><th>{t("ticket.subject")}</th><th>{t("ticket.status")}</th><th className="wide">{t("ticket.owner")}</th><th className="n wide">{t("stopwatch.title")}</th><th className="wide">{t("sort.updated")}</th></>}
        row={(ticket) => (
          <tr key={ticket.id} className="link" onClick={() => go(`/tickets/${ticket.id}`)}>
            <td className="n dim wide">{ticket.number}</td>
            <td><Link data-row href={`/tickets/${ticket.id}`}>{ticket.subject}</Link></td>
            <td><span className="row"><StatusTag status={ticket.status} /><LevelTag level={ticket.level} /></span></td>
            <td className="wide">{ticket.owner?.name}</td>
            <td className="n wide"><StopwatchText watch={ticket.stopwatch} /></td>
            <td className="wide"><Ago at={ticket.updated_at} /></td>
          </tr>
        )} />
      {editing && <CustomerForm customer={query.data} close={() => setEditing(false)} done={() => void query.refetch()} />}
      <NewTicket />
    </Page>
  );
}
