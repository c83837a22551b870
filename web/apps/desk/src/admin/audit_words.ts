import type { AdminKind } from "@filodiretto/api-client";
import { formatPhone, t, type Key } from "@filodiretto/i18n";
import { kinds, type Field } from "./schema";

// A change as the server tells it (a JSON pointer, from what, to what), in the words of the form.
// Pure but for the language.

/** The field a pointer leads to, with what could not be followed: names inside a flow. */
export function fieldAt(kind: AdminKind, pointer: string): { path: Field[]; rest: string[] } {
  const parts = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const path: Field[] = [];
  let fields: Field[] | undefined = kinds[kind].fields;
  while (fields && parts.length > 0) {
    const found: Field | undefined = fields.find((each) => each.name === parts[0]);
    if (!found) break;
    path.push(found);
    parts.shift();
    fields = found.type === "group" ? found.fields : undefined;
  }
  return { path, rest: parts };
}

/** "Overflow › Kind"; inside flows and texts the names as they are written there. */
export function fieldName(kind: AdminKind, pointer: string): string {
  const { path, rest } = fieldAt(kind, pointer);
  return [...path.map((each) => t(each.label)), ...rest].join(" › ");
}

/** A value in the reader's words: yes and no, seconds, choices; lists of rows one after the other. */
export function valueWords(field: Field | undefined, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (field?.type === "list" && Array.isArray(value)) return value.map((row) => rowWords(field.fields, row as Record<string, unknown>)).join("; ");
  if (Array.isArray(value)) return value.map((each) => valueWords(field, each)).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([name, own]) => `${name}: ${valueWords(undefined, own)}`).join(", ");
  if (typeof value === "boolean") return t(value ? "audit.yes" : "audit.no");
  if (field?.type === "seconds") return `${Number(value) / 1000} s`;
  if (field?.type === "select") {
    const label = field.options.find(([id]) => id === value)?.[1];
    if (label !== undefined) return typeof label === "string" ? t(label as Key) : label.plain;
  }
  if (field?.name === "e164" || field?.name === "numbers_out") return formatPhone(String(value));
  return String(value);
}

function rowWords(fields: Field[], row: Record<string, unknown>): string {
  return fields.filter((each) => row[each.name] !== null && row[each.name] !== undefined && row[each.name] !== "").map((each) => valueWords(each, row[each.name])).join(" ");
}

/** The field whose type decides how the values of a pointer are written. */
export function typeAt(kind: AdminKind, pointer: string): Field | undefined {
  const { path, rest } = fieldAt(kind, pointer);
  return rest.length === 0 ? path.at(-1) : undefined;
}
