import { api } from "@filodiretto/api-client";
import { dialable, looksLikePhone, useT } from "@filodiretto/i18n";
import { PhoneNumber, Tag } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { IconPlus, IconStar } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { keys } from "../query";
import { useMay } from "../session";
import { ListTable, Page } from "../shared/page";
import { SearchBox, useSearched } from "../shared/search_box";
import { usePages } from "../shared/use_pages";
import { CustomerForm } from "./customer_form";

export default function CustomersPage() {
  const t = useT();
  const [, go] = useLocation();
  const q = useSearched();
  const [creating, setCreating] = useState(false);
  const codes = useMay("supervisor"); // agents may have to ask for it: it answers an identity question
  const filter = looksLikePhone(q) && dialable(q).length >= 6 ? { number: dialable(q) } : { q };
  const query = usePages([...keys.customers, "list", filter], (after) => api.customers.list(filter, after));
  useKeys([{ keys: "n", label: "customer.new", run: () => setCreating(true) }]);
  return (
    <Page title={t("nav.customers")} aside={<>
      <SearchBox path="/customers" label={t("customer.search")} />
      <Button size="sm" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)} title="N">{t("customer.new")}</Button>
    </>}>
      <ListTable query={query} empty={t(q ? "customer.notFound" : "customer.empty")} emptyHelp={t(q ? "customer.notFound.help" : "customer.empty.help")}
        head={<><th>{t("customer.name")}</th><th className="wide">{t("customer.organisation")}</th><th>{t("customer.number")}</th>{codes && <th className="wide">{t("customer.code")}</th>}<th className="n wide">{t("dossier.openTickets")}</th></>}
        row={(customer) => (
          <tr key={customer.id} className="link" onClick={() => go(`/customers/${customer.id}`)}>
            <td><span className="row"><Link href={`/customers/${customer.id}`} data-row className="strong">{customer.name}</Link>{customer.vip && <Tag tone="warn" icon={<IconStar size={12} aria-hidden />}>{t("customer.vip")}</Tag>}</span></td>
            <td className="dim wide">{customer.organisation?.name}</td>
            <td onClick={(event) => event.stopPropagation()}>{customer.numbers[0] && <PhoneNumber number={customer.numbers[0].e164} />}</td>
            {codes && <td className="dim num wide">{customer.code}</td>}
            <td className="n wide">{customer.open_tickets || ""}</td>
          </tr>
        )} />
      {creating && <CustomerForm close={() => setCreating(false)} done={(customer) => go(`/customers/${customer.id}`)} />}
    </Page>
  );
}
