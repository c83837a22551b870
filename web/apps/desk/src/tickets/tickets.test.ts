import type { BulkOutcome, Stopwatch, TicketRow } from "@filodiretto/api-client";
import { beforeEach, describe, expect, it } from "vitest";
import { undoOf } from "./bulk";
import { known } from "./columns";
import { isNarrowed, queryOf, readFilter, toApi, writeFilter, type WorkFilter } from "./filter";
import { detailOf } from "./history";
import { between, selection } from "./selection";
import { partsAt, stopwatchAt } from "./stopwatch";
import { moved } from "./use_views";

const watch: Stopwatch = {
  running: true, total_ms: 10_000, level_ms: 4_000, as_of: "2026-11-22T10:00:00Z",
  by_level: { "1": 6_000, "2": 4_000, "3": 0, vendor: 0 }, by_state: { new: 0, open: 10_000, pending: 0, solved: 0 },
};
const asOf = Date.parse(watch.as_of);

describe("the stopwatch on the screen", () => {
  it("adds the time since the server told it", () => expect(stopwatchAt(watch, asOf + 2_500)).toEqual({ total: 12_500, level: 6_500 }));
  it("tells where the time went, and the parts grow with the whole", () => {
    const parts = { ...watch, by_level: { "1": 6_000, "2": 4_000 }, by_state: { new: 1_000, open: 9_000, pending: 0, solved: 0 } };
    const { byLevel, byState } = partsAt(parts, "2", "open", asOf + 2_500);
    expect(byLevel.map(({ ms }) => ms)).toEqual([6_000, 6_500, 0, 0]);
    expect(byState.map(({ ms }) => ms)).toEqual([1_000, 11_500, 0, 0]);
    const total = stopwatchAt(parts, asOf + 2_500).total;
    expect(byLevel.reduce((sum, { ms }) => sum + ms, 0)).toBe(total);
    expect(byState.reduce((sum, { ms }) => sum + ms, 0)).toBe(total);
    const solved = partsAt({ ...parts, running: false }, "2", "solved", asOf + 2_500);
    expect(solved.byLevel.map(({ ms }) => ms)).toEqual([6_000, 4_000, 0, 0]);
    expect(solved.byState.at(-1)).toEqual({ key: "solved", ms: 2_500, now: true });
  });
  it("stands still when stopped", () => expect(stopwatchAt({ ...watch, running: false }, asOf + 60_000)).toEqual({ total: 10_000, level: 4_000 }));
  it("does not run backwards when this clock is late", () => expect(stopwatchAt(watch, asOf - 5_000)).toEqual({ total: 10_000, level: 4_000 }));
});

describe("the work list's filter in the URL", () => {
  it("comes back as it was", () => {
    const filter: WorkFilter = { view: "all", q: "modem rosso", chips: { status: "open", level: "2" }, sort: { by: "priority", order: "asc" }, columns: ["number", "owner"], saved: "77" };
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });
  it("is empty at the start", () => expect(writeFilter(readFilter(""))).toBe(""));
  it("ignores what it does not know", () => expect(readFilter("?view=nonsense&sort=mood&foo=1")).toEqual(readFilter("")));
  it("shows only open work, unless asked", () => {
    expect(toApi(readFilter(""))).toMatchObject({ mine: true, status: "new,open,pending" });
    expect(toApi(readFilter("?status=solved"))).toMatchObject({ mine: true, status: "solved" });
    expect(toApi(readFilter("?view=team"))).toMatchObject({ my_teams: true, status: "new,open,pending" });
    expect(toApi(readFilter("?view=unassigned"))).toMatchObject({ unassigned: true, status: "new,open,pending" });
    expect(toApi(readFilter("?view=all")).status).toBeUndefined();
  });
  it("puts the oldest first where that is the view, and as the head says where one was clicked", () => {
    expect(toApi(readFilter("?view=oldest"))).toMatchObject({ sort: "created", order: "asc" });
    expect(toApi(readFilter("?view=oldest&sort=priority"))).toMatchObject({ sort: "priority", order: "desc" });
    expect(toApi(readFilter("?view=all&q=modem&sort=priority"))).toMatchObject({ q: "modem", sort: "created", order: "desc" });
  });
  it("is saved without its name", () => expect(queryOf(readFilter("?view=all&priority=urgent&saved=9"))).toBe("view=all&priority=urgent"));
  it("knows when a person narrowed it", () => {
    expect(isNarrowed(readFilter("?view=team"))).toBe(false);
    expect(isNarrowed(readFilter("?view=team&level=2"))).toBe(true);
  });
});

describe("columns", () => {
  it("stand in one order and always have the subject", () => expect(known(["owner", "number", "nonsense"]).map((each) => each.id)).toEqual(["number", "subject", "owner"]));
});

describe("saved views", () => {
  it("move by one place and not out of the row", () => {
    expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], "b", 1)).toEqual(["a", "b"]);
  });
});

const row = (id: string) => ({ id }) as TicketRow;
const rows = ["1", "2", "3", "4"].map(row);

describe("the selection", () => {
  beforeEach(() => selection.clear());
  const ticked = () => [...selection.get().keys()];
  it("takes and leaves one", () => {
    selection.toggle(rows, "2");
    selection.toggle(rows, "4");
    selection.toggle(rows, "2");
    expect(ticked()).toEqual(["4"]);
  });
  it("with Shift takes everything since the last one, both ways", () => {
    selection.toggle(rows, "3");
    selection.toggle(rows, "1", true);
    expect(ticked().sort()).toEqual(["1", "2", "3"]);
    expect(between(rows, "2", "4").map((each) => each.id)).toEqual(["2", "3", "4"]);
  });
  it("takes only the row itself when the other end is out of the list", () => expect(between(rows, "gone", "2").map((each) => each.id)).toEqual(["2"]));
  it("takes all that is shown", () => {
    selection.all(rows);
    expect(ticked()).toHaveLength(4);
  });
});

const state = (changes: object) => ({ etag: "3", status: "open", level: "1", priority: "normal", category: null, owner: null, team: null, ...changes });
const outcome = (id: string, result: string, before: object, after: object) => ({ id, number: 7, subject: "s", result, before: state({ etag: "2", ...before }), after: state(after), key: "", detail: "" }) as BulkOutcome;

describe("taking back what was done to many", () => {
  it("names only what changed, and the version it changed to", () => {
    expect(undoOf([outcome("1", "changed", { priority: "low" }, { priority: "urgent" }), outcome("2", "changed", { owner: { id: "5", name: "Anna" } }, { owner: null })])).toEqual([
      { id: "1", etag: "3", priority: "low" }, { id: "2", etag: "3", owner_id: "5" },
    ]);
  });
  it("leaves out what was refused, was so already, or cannot go back", () => {
    expect(undoOf([
      outcome("1", "refused", {}, {}), outcome("2", "unchanged", {}, {}), outcome("3", "changed", { level: "1" }, { level: "2" }), outcome("4", "changed", { status: "new" }, { status: "open" }),
    ])).toEqual([]);
  });
  it("gives the ticket back to nobody after taking it", () => {
    expect(undoOf([outcome("1", "changed", { status: "new", owner: null }, { status: "open", owner: { id: "5", name: "Anna" } })])).toEqual([{ id: "1", etag: "3", owner_id: null }]);
  });
});

describe("the history of a ticket", () => {
  const told = (event: string, from: string, to: string, from_name = "", to_name = "", reason = "") => detailOf({ event, detail: { from, to, reason, from_name, to_name } });
  it("names people instead of ids", () => {
    expect(told("owner_changed", "1234567890123", "1234567890124", "Anna", "Luca")).toBe("Anna → Luca");
    expect(told("taken", "", "1234567890124", "", "Luca")).toBe("Luca");
  });
  it("never shows an id of somebody who is gone", () => expect(told("team_changed", "1234567890123", "")).not.toMatch(/\d/));
});
