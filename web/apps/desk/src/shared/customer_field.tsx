import { api, type CustomerRef } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import "./choices";

/** Finds a customer by a few letters, a number or the customer code. */
export function CustomerField({ value, onChange, label, error }: { value: CustomerRef | null; onChange: (customer: CustomerRef | null) => void; label?: string; error?: string | undefined }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({
    queryKey: ["customers", "field", asked],
    enabled: asked.length >= 2 && asked !== value?.name,
    placeholderData: (old) => old,
    queryFn: async () => (await api.customers.list({ q: asked }, null, 10)).items.map((each) => ({ id: each.id, name: each.name, organisation: each.organisation?.name ?? "" })),
  });
  const rows = [...(value ? [value] : []), ...(found.data ?? []).filter((each) => each.id !== value?.id)];
  return (
    <Select label={label ?? t("ticket.customer")} error={error} searchable clearable value={value?.id ?? null} searchValue={typed} onSearchChange={setTyped}
      nothingFoundMessage={asked.length >= 2 ? t("customer.notFound") : t("customer.typeToFind")} filter={({ options }) => options}
      data={rows.map((each) => ({ value: each.id, label: each.organisation ? `${each.name} · ${each.organisation}` : each.name }))}
      onChange={(id) => onChange(rows.find((each) => each.id === id) ?? null)} />
  );
}
