import type { Named } from "@filodiretto/api-client";

/** Who did it, as the server names him: a row, a name, or nobody (the system). */
export function nameOfActor(actor: Named | string | null | undefined): string {
  if (!actor) return "Filodiretto";
  return typeof actor === "string" ? actor : actor.name;
}
