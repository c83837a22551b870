import { api } from "@filodiretto/api-client";
import { dialable, looksLikePhone, useT } from "@filodiretto/i18n";
import { PhoneNumber, Tag } from "@filodiretto/ui";
import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconPlus, IconSearch, IconStar } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useKeys } from "../keys";
import { keys } from "../query";
import { ListTable, Page } from "../shared/page";
import { CustomerForm } from "./customer_form";

export default function CustomersPage() {
  const t = useT();
  const [, go] = useLocation();
  const q = new URLSearchParams(useSearch()).get("q") ?? "";
  const [typed, setTyped] = useState(q);
  const [creating, setCreating] = useState(false);
  const search = useDebouncedCallback((text: string) => go(text ? `/customers?q=${encodeURIComponent(text)}` : "/customers", { replace: true }), 200);
  const filter = looksLikePhone(q) && dialable(q).length >= 6 ? { number: dialable(q) } : { q };
  const query = useInfiniteQuery({
    queryKey: [...keys.customers, "list", filter],
    queryFn: ({ pageParam }) => api.customers.list(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  useKeys([{ keys: "n", label: "customer.new", run: () => setCreating(true) }]);
  return (
    <Page title={t("nav.customers")} aside={<>
      <TextInput type="search" w={280} aria-label={t("customer.search")} placeholder={t("customer.search")} leftSection={<IconSearch size={15} />} value={typed} onChange={(event) => { setTyped(event.currentTarget.value); search(event.currentTarget.value); }} />
      <Button size="sm" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)} title="N">{t("customer.new")}</Button>
    </>}>
      <ListTable query={query} empty={t("customer.notFound")} emptyHelp={t("customer.notFound.help")}
        head={<><th>{t("customer.name")}</th><th className="wide">{t("customer.organisation")}</th><th>{t("customer.number")}</th><th className="wide">{t("customer.code")}</th><th className="n wide">{t("dossier.openTickets")}</th></>}
        row={(customer) => (
          <tr key={customer.id} className="link" onClick={() => go(`/customers/${customer.id}`)}>
            <td><span className="row"><Link href={`/customers/${customer.id}`} data-row className="strong">{customer.name}</Link>{customer.vip && <Tag tone="warn" icon={<IconStar size={12} aria-hidden />}>{t("customer.vip")}</Tag>}</span></td>
            <td className="dim wide">{customer.organisation?.name}</td>
            <td onClick={(event) => event.stopPropagation()}>{customer.numbers[0] && <PhoneNumber number={customer.numbers[0].e164} />}</td>
            <td className="dim num wide">{customer.code}</td>
            <td className="n wide">{customer.open_tickets || ""}</td>
          </tr>
        )} />
      {creating && <CustomerForm close={() => setCreating(false)} done={(customer) => go(`/customers/${customer.id}`)} />}
    </Page>
  );
}
