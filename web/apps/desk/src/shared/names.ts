import { api, type AdminKind, type Named } from "@filodiretto/api-client";
import { useQuery } from "@tanstack/react-query";
import { keys } from "../query";

const none: Named[] = [];

/** Ids and names of one kind of thing, for menus; they seldom change. */
export function useNames(kind: AdminKind): Named[] {
  const query = useQuery({
    queryKey: keys.names(kind),
    staleTime: 300_000,
    queryFn: async () => (await api.names(kind)).items,
  });
  return query.data ?? none;
}
