import { api, type AdminKind, type Named } from "@filodiretto/api-client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { keys } from "../query";

const none: Named[] = [];

/** Ids and names of one kind of thing; they seldom change. */
export function nameQuery(kind: AdminKind) {
  return queryOptions({ queryKey: keys.names(kind), staleTime: 300_000, queryFn: async (): Promise<Named[]> => (await api.names(kind)).items });
}

/** The same for menus: empty until they are read. */
export function useNames(kind: AdminKind): Named[] {
  return useQuery(nameQuery(kind)).data ?? none;
}
