import type { BoardQueue } from "@filodiretto/api-client";

/** When a queue asks for a look: a caller waits two minutes, or nobody is free while some wait. */
export const kLateMs = 120_000;

export function queueTone(queue: Pick<BoardQueue, "waiting_count" | "longest_wait_ms" | "agents_ready">): "still" | "warn" | "bad" {
  if (queue.waiting_count === 0) return "still";
  if (queue.longest_wait_ms >= kLateMs) return "bad";
  return queue.agents_ready === 0 ? "warn" : "still";
}
