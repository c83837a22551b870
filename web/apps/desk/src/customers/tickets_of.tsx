import { api, type TicketFilter } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago } from "@filodiretto/ui";
import { Link, useLocation } from "wouter";
import { keys } from "../query";
import { ListTable } from "../shared/page";
import { usePages } from "../shared/use_pages";
import { LevelTag, StatusTag } from "../tickets/marks";
import { StopwatchText } from "../tickets/stopwatch_text";

/** All tickets of a customer or an organisation, the last change first. */
export function TicketsOf({ filter, empty, withCustomer = false }: { filter: TicketFilter; empty: string; withCustomer?: boolean }) {
  const t = useT();
  const [, go] = useLocation();
  const query = usePages([...keys.tickets, "of", filter], (after) => api.tickets.list(filter, after), { keep: false });
  return (
    <ListTable query={query} empty={empty}
      head={<><th className="n wide">#</th><th>{t("ticket.subject")}</th>{withCustomer && <th className="wide">{t("ticket.customer")}</th>}<th>{t("ticket.status")}</th><th className="wide">{t("ticket.owner")}</th><th className="n wide">{t("stopwatch.title")}</th><th className="wide">{t("sort.updated")}</th></>}
      row={(ticket) => (
        <tr key={ticket.id} className="link" onClick={() => go(`/tickets/${ticket.id}`)}>
          <td className="n dim wide">{ticket.number}</td>
          <td><Link data-row href={`/tickets/${ticket.id}`}>{ticket.subject}</Link></td>
          {withCustomer && <td className="wide">{ticket.customer?.name}</td>}
          <td><span className="row"><StatusTag status={ticket.status} /><LevelTag level={ticket.level} /></span></td>
          <td className="wide">{ticket.owner?.name}</td>
          <td className="n wide"><StopwatchText watch={ticket.stopwatch} /></td>
          <td className="wide"><Ago at={ticket.updated_at} /></td>
        </tr>
      )} />
  );
}
