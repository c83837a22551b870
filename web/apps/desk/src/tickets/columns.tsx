import type { TicketRow, TicketSort } from "@filodiretto/api-client";
import type { Key } from "@filodiretto/i18n";
import { Ago } from "@filodiretto/ui";
import type { ReactNode } from "react";
import { remember, remembered } from "../shared/remembered";
import { PriorityTag, StatusTag, LevelTag } from "./marks";
import { StopwatchText } from "./stopwatch_text";

export interface Column {
  id: string;
  label: Key;
  /** A track of the grid. */
  width: string;
  /** The least width in pixels, by which the table knows when to scroll sideways. */
  min: number;
  /** What the server can order by; heads without it are plain words. */
  sort?: TicketSort;
  end?: boolean;
  cell: (row: TicketRow) => ReactNode;
}

export const columns: Column[] = [
  { id: "number", label: "column.number", width: "84px", min: 84, end: true, sort: "created", cell: (row) => <span className="dim num">{row.number}</span> },
  { id: "subject", label: "ticket.subject", width: "minmax(220px, 3fr)", min: 220, cell: (row) => row.subject },
  { id: "customer", label: "ticket.customer", width: "minmax(130px, 1.4fr)", min: 130, cell: (row) => row.customer?.name },
  { id: "organisation", label: "customer.organisation", width: "minmax(130px, 1.2fr)", min: 130, cell: (row) => row.customer?.organisation },
  { id: "status", label: "ticket.status", width: "108px", min: 108, sort: "status", cell: (row) => <StatusTag status={row.status} /> },
  { id: "level", label: "ticket.level", width: "104px", min: 104, sort: "level", cell: (row) => <LevelTag level={row.level} always /> },
  { id: "priority", label: "ticket.priority", width: "104px", min: 104, sort: "priority", cell: (row) => <PriorityTag priority={row.priority} /> },
  { id: "category", label: "ticket.category", width: "minmax(110px, 1fr)", min: 110, cell: (row) => row.category?.name },
  { id: "owner", label: "ticket.owner", width: "minmax(110px, 1fr)", min: 110, cell: (row) => row.owner?.name },
  { id: "team", label: "ticket.team", width: "minmax(110px, 1fr)", min: 110, cell: (row) => row.team?.name },
  { id: "created", label: "ticket.opened", width: "124px", min: 124, sort: "created", cell: (row) => <Ago at={row.created_at} /> },
  { id: "updated", label: "column.updated", width: "124px", min: 124, sort: "updated", cell: (row) => <Ago at={row.updated_at} /> },
  { id: "stopwatch", label: "stopwatch.title", width: "96px", min: 96, end: true, cell: (row) => <StopwatchText watch={row.stopwatch} /> },
];

const kDefault = ["number", "subject", "customer", "status", "level", "priority", "owner", "updated", "stopwatch"];
const kRemembered = "tickets.columns";

/** Known columns in their fixed order; the subject is always there, it opens the ticket. */
export function known(wanted: readonly string[]): Column[] {
  return columns.filter((each) => each.id === "subject" || wanted.includes(each.id));
}

export function chosenColumns(inUrl: string[] | null): Column[] {
  return known(inUrl ?? remembered(kRemembered)?.split(",") ?? kDefault);
}

/** Shows or hides a column: for this list by its URL, for new lists by this browser's memory. */
export function toggled(shown: Column[], id: string): string[] {
  const ids = shown.map((each) => each.id);
  const next = known(ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]).map((each) => each.id);
  remember(kRemembered, next.join(","));
  return next;
}
