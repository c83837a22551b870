import { api } from "@filodiretto/api-client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { keys, rowsOf } from "../query";
import { toApi, type WorkFilter } from "./filter";
import { selection } from "./selection";

const kPageRows = 50;

/** The rows of a filter, page after page; another filter unticks what may be out of sight. */
export function useTicketRows(filter: WorkFilter) {
  const wanted = toApi(filter);
  const query = useInfiniteQuery({
    queryKey: [...keys.tickets, wanted],
    queryFn: ({ pageParam }) => api.tickets.list(wanted, pageParam, kPageRows),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (old) => old,
  });
  const { sort, order, ...which } = wanted;
  void sort, void order;
  const shown = JSON.stringify(which);
  useEffect(() => () => selection.clear(), [shown]);
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  useEffect(() => {
    if (!query.isPlaceholderData) selection.keepOnly(rows);
  }, [rows, query.isPlaceholderData]);
  return { query, rows };
}
