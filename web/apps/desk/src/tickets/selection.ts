import type { TicketRow } from "@filodiretto/api-client";
import { useSyncExternalStore } from "react";

// Which tickets are ticked. One selection for the table and the narrow list beside a ticket, so that
// opening a ticket does not lose it.

export type Selection = ReadonlyMap<string, TicketRow>;

let chosen: Selection = new Map();
/** Where a range starts: the row ticked last. */
let anchor: string | null = null;
const listeners = new Set<() => void>();

function set(next: Selection): void {
  chosen = next;
  for (const each of listeners) each();
}

/** The rows between two, both included; only the second when the first is not shown any more. */
export function between(rows: readonly TicketRow[], from: string | null, to: string): TicketRow[] {
  const a = rows.findIndex((row) => row.id === from), b = rows.findIndex((row) => row.id === to);
  if (b < 0) return [];
  return a < 0 ? [rows[b]!] : rows.slice(Math.min(a, b), Math.max(a, b) + 1);
}

export const selection = {
  get: (): Selection => chosen,
  /** Ticks or unticks one row; with `range` everything from the last ticked row to it. */
  toggle(rows: readonly TicketRow[], id: string, range = false): void {
    const next = new Map(chosen);
    const row = rows.find((each) => each.id === id);
    if (!row) return;
    if (range) for (const each of between(rows, anchor, id)) next.set(each.id, each);
    else if (!next.delete(id)) next.set(id, row);
    anchor = id;
    set(next);
  },
  all(rows: readonly TicketRow[]): void {
    set(new Map(rows.map((row) => [row.id, row])));
  },
  /** Rows that are not shown any more are not ticked either: nobody changes what he does not see. */
  keepOnly(rows: readonly TicketRow[]): void {
    const shown = new Map(rows.map((row) => [row.id, row]));
    const kept = [...chosen.keys()].filter((id) => shown.has(id));
    if (kept.length < chosen.size) set(new Map(kept.map((id) => [id, shown.get(id)!])));
  },
  clear(): void {
    anchor = null;
    if (chosen.size > 0) set(new Map());
  },
};

export function useSelection(): Selection {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, selection.get);
}
