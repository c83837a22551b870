import type { Customer, CustomerInput, Language, Named } from "@filodiretto/api-client";

// The customer's form as plain values. Pure.

export type CustomerValues = {
  name: string;
  code: string;
  email: string;
  note: string;
  vip: boolean;
  language: Language | null;
  organisation: Named | null;
  numbers: { e164: string; label: string }[];
};

export function formOf(customer?: Customer, organisation?: Named): CustomerValues {
  return {
    name: customer?.name ?? "", code: customer?.code ?? "", email: customer?.email ?? "", note: customer?.note ?? "", vip: customer?.vip ?? false,
    language: customer?.language || null, organisation: customer?.organisation ?? organisation ?? null, numbers: customer?.numbers ?? [{ e164: "", label: "" }],
  };
}

const written = (values: CustomerValues) => values.numbers.filter((each) => each.e164.trim());

/** What the server gets; rows without a number are no numbers. */
export function bodyOf(values: CustomerValues, dialable: (typed: string) => string): CustomerInput {
  const { organisation, numbers, ...rest } = values;
  void numbers;
  return {
    ...rest, code: rest.code || null, email: rest.email || null, note: rest.note || null, organisation_id: organisation?.id ?? null,
    numbers: written(values).map((each) => ({ ...each, e164: dialable(each.e164) })),
  };
}

/** The fields that a save will change. */
export function changedIn(stored: CustomerValues, now: CustomerValues): (keyof CustomerValues)[] {
  const plain = (values: CustomerValues, name: keyof CustomerValues) => JSON.stringify(name === "numbers" ? written(values) : name === "organisation" ? (values.organisation?.id ?? null) : values[name]);
  return (Object.keys(now) as (keyof CustomerValues)[]).filter((name) => plain(stored, name) !== plain(now, name));
}
