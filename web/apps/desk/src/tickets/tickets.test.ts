import type { Stopwatch } from "@filodiretto/api-client";
import { describe, expect, it } from "vitest";
import { readFilter, toApi, writeFilter } from "./filter";
import { stopwatchAt } from "./stopwatch";

const watch: Stopwatch = {
  running: true, total_ms: 10_000, level_ms: 4_000, as_of: "2026-11-22T10:00:00Z",
  by_level: { "1": 6_000, "2": 4_000, "3": 0, vendor: 0 }, by_state: { new: 0, open: 10_000, pending: 0, solved: 0 },
};
const asOf = Date.parse(watch.as_of);

describe("the stopwatch on the screen", () => {
  it("adds the time since the server told it", () => expect(stopwatchAt(watch, asOf + 2_500)).toEqual({ total: 12_500, level: 6_500 }));
  it("stands still when stopped", () => expect(stopwatchAt({ ...watch, running: false }, asOf + 60_000)).toEqual({ total: 10_000, level: 4_000 }));
  it("does not run backwards when this clock is late", () => expect(stopwatchAt(watch, asOf - 5_000)).toEqual({ total: 10_000, level: 4_000 }));
});

describe("the work list's filter in the URL", () => {
  it("comes back as it was", () => {
    const filter = { view: "all" as const, q: "modem rosso", chips: { status: "open", level: "2" } };
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });
  it("is empty at the start", () => expect(writeFilter(readFilter(""))).toBe(""));
  it("ignores what it does not know", () => expect(readFilter("?view=nonsense&foo=1")).toEqual({ view: "mine", q: "", chips: {} }));
  it("shows only open work as mine, unless asked", () => {
    expect(toApi(readFilter(""))).toMatchObject({ mine: true, status: "new,open,pending" });
    expect(toApi(readFilter("?status=solved"))).toMatchObject({ mine: true, status: "solved" });
  });
});
