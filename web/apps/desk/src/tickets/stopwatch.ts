import type { Level, Stopwatch, TicketStatus } from "@filodiretto/api-client";

/** What a stopwatch shows now: the server's sum plus the time since it was told, while it runs. */
export function stopwatchAt(watch: Stopwatch, nowMs: number): { total: number; level: number } {
  const since = watch.running ? Math.max(0, nowMs - Date.parse(watch.as_of)) : 0;
  return { total: watch.total_ms + since, level: watch.level_ms + since };
}

export const levels: Level[] = ["1", "2", "3", "vendor"];
/** Closed counts nothing. */
export const countedStates = ["new", "open", "pending", "solved"] as const;

/** The parts of the total: those of the present level and state grow with it. A solved ticket still counts how long it is solved. */
export function partsAt(watch: Stopwatch, level: Level, status: TicketStatus, nowMs: number) {
  const since = Math.max(0, nowMs - Date.parse(watch.as_of));
  return {
    byLevel: levels.map((each) => ({ key: each, ms: (watch.by_level[each] ?? 0) + (watch.running && each === level ? since : 0), now: watch.running && each === level })),
    byState: countedStates.map((each) => ({ key: each, ms: watch.by_state[each] + (each === status ? since : 0), now: each === status })),
  };
}
