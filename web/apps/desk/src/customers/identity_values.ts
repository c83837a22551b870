import type { Customer, CustomerInput } from "@filodiretto/api-client";

// The answers to identity questions as plain values. Pure.

export type IdentityValues = Record<"birth_date" | "tax_code" | "address" | "last_invoice", string>;
/** undefined: stays as it is; null: removed; words: the new one (none yet while empty). */
export type SecretWish = string | null | undefined;

export function identityOf(customer?: Customer): IdentityValues {
  const { birth_date = "", tax_code = "", address = "", last_invoice = "" } = customer?.identity ?? {};
  return { birth_date, tax_code, address, last_invoice };
}

/** Only what differs is sent; an empty answer is removed. */
export function identityBody(stored: IdentityValues, now: IdentityValues, secret: SecretWish): CustomerInput {
  const body: CustomerInput = {};
  for (const name of Object.keys(now) as (keyof IdentityValues)[]) {
    if (now[name].trim() !== stored[name]) body[name] = now[name].trim() || null;
  }
  if (secret === null || secret?.trim()) body.secret = secret;
  return body;
}

/** The code is there, and this person may not see it: it is neither shown nor sent. */
export function isCodeHidden(customer?: Customer): boolean {
  return customer !== undefined && !customer.code && customer.identity_set.includes("code");
}
