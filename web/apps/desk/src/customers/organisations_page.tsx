import { api } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { keys } from "../query";
import { ListTable, Page } from "../shared/page";
import { SearchBox, useSearched } from "../shared/search_box";
import { usePages } from "../shared/use_pages";
import { OrganisationForm } from "./organisation_form";

export default function OrganisationsPage() {
  const t = useT();
  const [, go] = useLocation();
  const q = useSearched();
  const [creating, setCreating] = useState(false);
  const query = usePages([...keys.organisations, "list", q], (after) => api.organisations.list(q, after));
  useKeys([{ keys: "n", label: "organisation.new", run: () => setCreating(true) }]);
  return (
    <Page title={t("nav.organisations")} aside={<>
      <SearchBox path="/organisations" label={t("organisation.search")} />
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
