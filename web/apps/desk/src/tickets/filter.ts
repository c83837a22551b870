import type { SortOrder, TicketFilter, TicketSort } from "@filodiretto/api-client";
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

// The work list's state lives in the URL: it can be bookmarked, shared, saved under a name and gone
// back to.

export const views = ["mine", "team", "unassigned", "oldest", "all"] as const;
export type View = (typeof views)[number];

export const chips = ["status", "level", "priority", "category_id", "owner_id", "team_id", "queue_id"] as const;
export type Chip = (typeof chips)[number];

export const sorts = ["updated", "created", "priority", "status", "level"] as const;
export interface Sort {
  by: TicketSort;
  order: SortOrder;
}

export interface WorkFilter {
  view: View;
  q: string;
  chips: Partial<Record<Chip, string>>;
  /** Chosen by the person; null: the view's own order. */
  sort: Sort | null;
  /** Columns by name; null: as this browser remembers. */
  columns: string[] | null;
  /** The saved view from which this filter came. */
  saved: string | null;
}

const kRunning = "new,open,pending";

export function readFilter(search: string): WorkFilter {
  const params = new URLSearchParams(search);
  const view = views.find((each) => each === params.get("view")) ?? "mine";
  const found = chips.map((chip) => [chip, params.get(chip) ?? ""] as const).filter(([, value]) => value !== "");
  const by = sorts.find((each) => each === params.get("sort"));
  return {
    view, q: params.get("q") ?? "", chips: Object.fromEntries(found),
    sort: by ? { by, order: params.get("order") === "asc" ? "asc" : "desc" } : null,
    columns: params.get("columns")?.split(",").filter(Boolean) ?? null,
    saved: params.get("saved"),
  };
}

/** The filter as it is saved under a name: everything but the name. */
export function queryOf({ view, q, chips: chosen, sort, columns }: WorkFilter): string {
  const params = new URLSearchParams();
  if (view !== "mine") params.set("view", view);
  if (q) params.set("q", q);
  for (const chip of chips) if (chosen[chip]) params.set(chip, chosen[chip]);
  if (sort) params.set("sort", sort.by);
  if (sort?.order === "asc") params.set("order", "asc");
  if (columns) params.set("columns", columns.join(","));
  return params.toString().replaceAll("%2C", ",");
}

export function writeFilter(filter: WorkFilter): string {
  const text = [queryOf(filter), filter.saved ? `saved=${filter.saved}` : ""].filter(Boolean).join("&");
  return text ? `?${text}` : "";
}

/** In which order the list comes: searching by words gives the newest tickets first. */
export function sortOf({ view, q, sort }: WorkFilter): Sort {
  if (q) return { by: "created", order: sort?.by === "created" ? sort.order : "desc" };
  return sort ?? (view === "oldest" ? { by: "created", order: "asc" } : { by: "updated", order: "desc" });
}

export function toApi(filter: WorkFilter): TicketFilter {
  const { by, order } = sortOf(filter);
  const wanted: TicketFilter = { ...filter.chips, sort: by, order };
  if (filter.q) wanted.q = filter.q;
  if (filter.view === "mine") wanted.mine = true;
  if (filter.view === "team") wanted.my_teams = true;
  if (filter.view === "unassigned") wanted.unassigned = true;
  if (filter.view !== "all") wanted.status ??= kRunning; // what is done is found under "all"
  return wanted;
}

/** Whether the person narrowed the view, so that "nothing found" may be his filter's doing. */
export function isNarrowed({ q, chips: chosen }: WorkFilter): boolean {
  return q !== "" || Object.values(chosen).some(Boolean);
}

export function useWorkFilter(): { filter: WorkFilter; search: string; change: (next: Partial<WorkFilter>) => void; show: (query: string, saved: string | null) => void } {
  const search = useSearch();
  const [path, go] = useLocation();
  const filter = useMemo(() => readFilter(search), [search]);
  const change = useCallback(
    (next: Partial<WorkFilter>) => go(path + writeFilter({ ...filter, ...next }), { replace: true }),
    [filter, go, path],
  );
  const show = useCallback((query: string, saved: string | null) => go(path + writeFilter({ ...readFilter(query), saved })), [go, path]);
  return { filter, search: writeFilter(filter), change, show };
}
