import type { MyState } from "@filodiretto/api-client";
import { useMyState } from "../live";
import { useSession } from "../session";

/** The telephone of the one who is logged in, for what stands far from the call bar. */
export function useMe(): MyState | undefined {
  return useMyState(useSession().agent !== null);
}
