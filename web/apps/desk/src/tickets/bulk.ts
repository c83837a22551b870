import { api, type BulkItem, type BulkOutcome } from "@filodiretto/api-client";
import { t, tServer, type Key } from "@filodiretto/i18n";
import { keys, queryClient } from "../query";

// One step for many tickets: sent in portions, each ticket with its own outcome.

const kPortion = 100;
type Id = string;

/** What an edit may set on many tickets at once. */
export type BulkEdit = Pick<BulkItem, "owner_id" | "team_id" | "category_id" | "priority" | "status">;

async function inPortions<T>(all: T[], send: (portion: T[]) => Promise<{ items: BulkOutcome[] }>): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  try {
    for (let at = 0; at < all.length; at += kPortion) outcomes.push(...(await send(all.slice(at, at + kPortion))).items);
  } catch (error) {
    if (outcomes.length === 0) throw error; // nothing was done; else what was done is told
  } finally {
    for (const { id } of outcomes) void queryClient.invalidateQueries({ queryKey: keys.ticket(id) });
    void queryClient.invalidateQueries({ queryKey: keys.tickets });
  }
  return outcomes;
}

export const bulk = {
  edit: (items: BulkItem[]) => inPortions(items, api.tickets.bulkEdit),
  take: (ids: Id[]) => inPortions(ids, api.tickets.bulkTake),
  escalate: (ids: Id[], level: "2" | "3" | "vendor", reason: string) => inPortions(ids, (portion) => api.tickets.bulkEscalate(portion, level, reason)),
};

type State = NonNullable<BulkOutcome["before"]>;
const fields = ["status", "level", "priority", "category", "owner", "team"] as const;
const labels: Record<(typeof fields)[number], Key> = {
  status: "ticket.status", level: "ticket.level", priority: "ticket.priority", category: "ticket.category", owner: "ticket.owner", team: "ticket.team",
};

function word(state: State, field: (typeof fields)[number]): string {
  const value = state[field];
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? (tServer(`${field}.${value}`) ?? value) : value.name;
}

/** "Priority: normal → urgent · Owner: – → Anna". */
export function tellChange({ before, after }: BulkOutcome): string {
  if (!before || !after) return "";
  return fields.filter((field) => word(before, field) !== word(after, field)).map((field) => `${t(labels[field])}: ${word(before, field)} → ${word(after, field)}`).join(" · ");
}

/** Why it was refused, in words of ours where there are some. */
export function tellRefusal({ key, detail }: BulkOutcome): string {
  return tServer(`error.${key}`) ?? (detail || t("error.conflict"));
}

/**
 * What takes the changes back, each only while nobody has touched the ticket since. Levels are not
 * among it (handing back needs a reason), nor the state "new", which a ticket has only once.
 */
export function undoOf(outcomes: BulkOutcome[]): BulkItem[] {
  const items: BulkItem[] = [];
  for (const { id, result, before, after } of outcomes) {
    if (result !== "changed" || !before || !after || before.level !== after.level) continue;
    const back: BulkItem = { id, etag: after.etag };
    if (before.owner?.id !== after.owner?.id) back.owner_id = before.owner?.id ?? null;
    if (before.team?.id !== after.team?.id) back.team_id = before.team?.id ?? null;
    if (before.category?.id !== after.category?.id) back.category_id = before.category?.id ?? null;
    if (before.priority !== after.priority) back.priority = before.priority;
    if (before.status !== after.status && before.status !== "new") back.status = before.status;
    if (Object.keys(back).length > 2) items.push(back);
  }
  return items;
}
