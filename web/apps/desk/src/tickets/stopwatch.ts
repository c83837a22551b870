import type { Stopwatch } from "@filodiretto/api-client";

/** What a stopwatch shows now: the server's sum plus the time since it was told, while it runs. */
export function stopwatchAt(watch: Stopwatch, nowMs: number): { total: number; level: number } {
  const since = watch.running ? Math.max(0, nowMs - Date.parse(watch.as_of)) : 0;
  return { total: watch.total_ms + since, level: watch.level_ms + since };
}
