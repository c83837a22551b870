import { api, type Named } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys, queryClient } from "../query";
import { messageOf } from "./toast";
import "./choices";

const kNew = "+";

/** Finds an organisation by its name; one that there is not yet is made in place. */
export function OrganisationField({ value, onChange, error }: { value: Named | null; onChange: (organisation: Named | null) => void; error?: string | undefined }) {
  const t = useT();
  const [typed, setTyped] = useState(value?.name ?? "");
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const [problem, setProblem] = useState("");
  const searching = asked === value?.name ? "" : asked;
  const found = useQuery({ queryKey: [...keys.organisations, "field", searching], queryFn: () => api.organisations.list(searching, null, 10), placeholderData: (old) => old });
  const rows = [...(value ? [value] : []), ...(found.data?.items ?? []).filter((each) => each.id !== value?.id)];
  const name = typed.trim();
  const known = rows.some((each) => each.name.toLowerCase() === name.toLowerCase());
  const choose = (id: string | null) => {
    setProblem("");
    if (id !== kNew) return onChange(rows.find((each) => each.id === id) ?? null);
    api.organisations.create({ name }).then(
      (made) => {
        void queryClient.invalidateQueries({ queryKey: keys.organisations });
        setTyped(made.name);
        onChange({ id: made.id, name: made.name });
      },
      (fault: unknown) => setProblem(messageOf(fault)),
    );
  };
  return (
    <Select className="grow" label={t("customer.organisation")} searchable clearable value={value?.id ?? null} searchValue={typed} onSearchChange={setTyped} error={error || problem}
      nothingFoundMessage={t("organisation.typeToFind")} filter={({ options }) => options} onChange={choose}
      data={[...rows.map((each) => ({ value: each.id, label: each.name })), ...(name && !known ? [{ value: kNew, label: t("organisation.createNamed", { name }) }] : [])]} />
  );
}
