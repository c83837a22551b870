import type { TicketRow } from "@filodiretto/api-client";
import { useKeys } from "../keys";
import { views, type View } from "./filter";
import { openNewTicket } from "./new_ticket";
import { selection } from "./selection";

interface Walk {
  rows: TicketRow[];
  /** The row one is at, if any. */
  at: () => string | undefined;
  to: (index: number) => void;
  choose: (view: View) => void;
}

/** What every form of the list understands: j, k and arrows walk, x ticks, digits choose the view. */
export function useListKeys({ rows, at, to, choose }: Walk): void {
  const move = (step: number) => {
    const here = rows.findIndex((row) => row.id === at());
    const next = here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step));
    if (rows[next]) to(next);
  };
  const tick = (event: KeyboardEvent) => {
    const id = at();
    if (id) selection.toggle(rows, id, event.shiftKey);
  };
  useKeys([
    { keys: "j", label: "keys.next", run: () => move(1), repeats: true },
    { keys: "k", label: "keys.previous", run: () => move(-1), repeats: true },
    { keys: "ArrowDown", label: "keys.next", run: () => move(1), hidden: true, repeats: true },
    { keys: "ArrowUp", label: "keys.previous", run: () => move(-1), hidden: true, repeats: true },
    { keys: "x", label: "bulk.tick", run: tick },
    { keys: "mod+a", label: "bulk.tickAll", run: () => selection.all(rows) },
    { keys: "Escape", label: "bulk.clear", run: () => selection.clear(), hidden: true },
    { keys: "n", label: "ticket.new", run: openNewTicket },
    ...views.map((view, i) => ({ keys: String(i + 1), label: `worklist.view.${view}` as const, run: () => choose(view) })),
  ]);
}
