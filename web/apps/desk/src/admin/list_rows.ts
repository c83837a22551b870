import type { AdminKind, AdminRow } from "@filodiretto/api-client";
import type { Key } from "@filodiretto/i18n";
import { fieldAt, valueWords } from "./audit_words";
import { kinds, nameOfRow, type Field } from "./schema";

// The lists of administration: what stands in a column, what a search finds, in which order. Pure but for the language.

export interface Column {
  /** In the URL, for the order. */
  id: string;
  label: Key;
  field: Field;
  /** Where in the row, from outside in. */
  path: string[];
  /** Figures stand at the right. */
  end: boolean;
}

/** The name of the thing that an id of `kind` stands for. */
export type NameOf = (kind: AdminKind, id: string) => string;

/** One row as it is shown: the words of each column, and what the order goes by. */
export interface ListRow {
  row: AdminRow;
  name: string;
  words: string[];
}

export function columnsOf(kind: AdminKind): Column[] {
  return (kinds[kind].columns ?? []).map((column) => {
    const path = typeof column === "string" ? fieldAt(kind, column).path : [column];
    const field = path.at(-1)!;
    return { id: field.name, label: path[0]!.label, field, path: path.map((each) => each.name), end: field.type === "number" || field.type === "seconds" };
  });
}

/** The other kinds whose names the columns show. */
export function kindsNamedIn(columns: Column[]): AdminKind[] {
  return [...new Set(columns.flatMap(({ field }) => (field.type === "ref" || field.type === "refs" ? [field.ref] : [])))];
}

function valueAt(row: AdminRow, path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], row);
}

function wordsAt(row: AdminRow, { field, path }: Column, nameOf: NameOf): string {
  const value = valueAt(row, path);
  if (field.type === "ref") return value ? nameOf(field.ref, String(value)) : "";
  if (field.type === "refs") return ((value as string[]) ?? []).map((id) => nameOf(field.ref, String(id))).join(", ");
  return value === null || value === undefined || value === "" ? "" : valueWords(field, value);
}

export function listRows(kind: AdminKind, rows: AdminRow[], columns: Column[], nameOf: NameOf): ListRow[] {
  return rows.map((row) => ({ row, name: nameOfRow(kinds[kind], row), words: columns.map((column) => wordsAt(row, column, nameOf)) }));
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Rows that hold every word typed, in any column, whatever the case and the accents; numbers also without their spaces. */
export function matching(rows: ListRow[], typed: string): ListRow[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter(({ name, words }) => {
    const text = plain([name, ...words].join("\n"));
    const packed = text.replace(/[ \u00a0]/g, "");
    return wanted.every((word) => text.includes(word) || packed.includes(word)) || packed.includes(wanted.join(""));
  });
}

/** By one column (the name when it is none of them), empty ones always last. */
export function ordered(rows: ListRow[], columns: Column[], by: string, descending: boolean, language: string): ListRow[] {
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
  const at = columns.findIndex((column) => column.id === by);
  const column = columns[at];
  const key = (each: ListRow) => (column ? (each.words[at] ?? "") : each.name);
  const order = (a: ListRow, b: ListRow) => (column?.end ? Number(valueAt(a.row, column.path)) - Number(valueAt(b.row, column.path)) : compare(key(a), key(b)));
  return [...rows].sort((a, b) => {
    if (!key(a) !== !key(b)) return key(a) ? -1 : 1;
    return order(a, b) * (descending ? -1 : 1) || compare(a.name, b.name);
  });
}
