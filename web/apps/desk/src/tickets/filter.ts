import type { TicketFilter } from "@filodiretto/api-client";
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

// The work list's state lives in the URL: it can be bookmarked, shared and gone back to.

export const views = ["mine", "new", "all"] as const;
export type View = (typeof views)[number];

export const chips = ["status", "level", "priority", "category_id", "queue_id", "sort"] as const;
export type Chip = (typeof chips)[number];

export interface WorkFilter {
  view: View;
  q: string;
  chips: Partial<Record<Chip, string>>;
}

export function readFilter(search: string): WorkFilter {
  const params = new URLSearchParams(search);
  const view = views.find((each) => each === params.get("view")) ?? "mine";
  const found = chips.map((chip) => [chip, params.get(chip) ?? ""] as const).filter(([, value]) => value !== "");
  return { view, q: params.get("q") ?? "", chips: Object.fromEntries(found) };
}

export function writeFilter({ view, q, chips: chosen }: WorkFilter): string {
  const params = new URLSearchParams();
  if (view !== "mine") params.set("view", view);
  if (q) params.set("q", q);
  for (const [chip, value] of Object.entries(chosen)) if (value) params.set(chip, value);
  const text = params.toString();
  return text ? `?${text}` : "";
}

export function toApi({ view, q, chips: chosen }: WorkFilter): TicketFilter {
  const filter: TicketFilter = { ...chosen, sort: (chosen.sort as TicketFilter["sort"]) ?? "updated" };
  if (q) filter.q = q;
  if (view === "mine") {
    filter.mine = true;
    filter.status ??= "new,open,pending"; // what is done is found under "all"
  }
  if (view === "new") filter.status = "new";
  return filter;
}

export function useWorkFilter(): { filter: WorkFilter; search: string; change: (next: Partial<WorkFilter>) => void } {
  const search = useSearch();
  const [path, go] = useLocation();
  const filter = useMemo(() => readFilter(search), [search]);
  const change = useCallback(
    (next: Partial<WorkFilter>) => go(path + writeFilter({ ...filter, ...next }), { replace: true }),
    [filter, go, path],
  );
  return { filter, search: writeFilter(filter), change };
}
