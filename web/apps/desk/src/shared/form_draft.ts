// What of a form is worth keeping: only the fields that differ from what is stored, so that a draft
// never puts back what somebody else has changed meanwhile. Pure.

export type Fields = Record<string, unknown>;

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The fields by which `value` differs from `stored`, without the secret ones; "" when none does. */
export function packDraft(stored: Fields, value: Fields, secret: readonly string[] = []): string {
  const changed = Object.entries(value).filter(([name, own]) => !secret.includes(name) && !same(stored[name], own));
  return changed.length > 0 ? JSON.stringify({ fields: Object.fromEntries(changed.map(([name, own]) => [name, withoutSecrets(own, secret)])) }) : "";
}

/** `stored` with the draft over it; a text that is no draft changes nothing. */
export function unpackDraft<T extends Fields>(stored: T, text: string): T {
  try {
    const { fields } = JSON.parse(text) as { fields?: Fields };
    return { ...stored, ...fields };
  } catch {
    return stored;
  }
}

function withoutSecrets(value: unknown, secret: readonly string[]): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !secret.includes(name)));
}
