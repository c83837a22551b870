import { api } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useKeys } from "../keys";
import { keys } from "../query";
import { ListTable, Page } from "../shared/page";
import { OrganisationForm } from "./organisation_form";

export default function OrganisationsPage() {
  const t = useT();
  const [, go] = useLocation();
  const q = new URLSearchParams(useSearch()).get("q") ?? "";
  const [typed, setTyped] = useState(q);
  const [creating, setCreating] = useState(false);
  const search = useDebouncedCallback((text: string) => go(text ? `/organisations?q=${encodeURIComponent(text)}` : "/organisations", { replace: true }), 200);
  const query = useInfiniteQuery({
    queryKey: [...keys.organisations, "list", q],
    queryFn: ({ pageParam }) => api.organisations.list(q, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  useKeys([{ keys: "n", label: "organisation.new", run: () => setCreating(true) }]);
  return (
    <Page title={t("nav.organisations")} aside={<>
      <TextInput type="search" w={280} aria-label={t("organisation.search")} placeholder={t("organisation.search")} leftSection={<IconSearch size={15} />} value={typed} onChange={(event) => { setTyped(event.currentTarget.value); search(event.currentTarget.value); }} />
      <Button size="sm" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)} title="N">{t("organisation.new")}</Button>
    </>}>
      <ListTable query={query} empty={t(q ? "organisation.notFound" : "organisation.none")} emptyHelp={t(q ? "organisation.notFound.help" : "organisation.none.help")}
        head={<><th>{t("customer.name")}</th><th className="wide">{t("organisation.code")}</th><th className="n">{t("nav.customers")}</th><th className="n">{t("dossier.openTickets")}</th></>}
        row={(organisation) => (
          <tr key={organisation.id} className="link" onClick={() => go(`/organisations/${organisation.id}`)}>
            <td><Link href={`/organisations/${organisation.id}`} data-row className="strong">{organisation.name}</Link></td>
            <td className="dim num wide">{organisation.code}</td>
            <td className="n">{organisation.customers || ""}</td>
            <td className="n">{organisation.open_tickets || ""}</td>
          </tr>
        )} />
      {creating && <OrganisationForm close={() => setCreating(false)} done={(made) => go(`/organisations/${made.id}`)} />}
    </Page>
  );
}
