import { api } from "@filodiretto/api-client";
import { useEffect, useMemo } from "react";
import { keys, rowsOf } from "../query";
import { usePages } from "../shared/use_pages";
import { toApi, type WorkFilter } from "./filter";
import { selection } from "./selection";

const kPageRows = 50;

/** The rows of a filter, page after page; another filter unticks what may be out of sight. */
export function useTicketRows(filter: WorkFilter) {
  const wanted = toApi(filter);
  const query = usePages([...keys.tickets, wanted], (after) => api.tickets.list(wanted, after, kPageRows));
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
