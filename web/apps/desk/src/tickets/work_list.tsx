import type { TicketRow } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useFixedRows } from "../shared/use_fixed_rows";
import { BulkPlace } from "./bulk_place";
import { FilterChips } from "./filter_chips";
import { useWorkFilter } from "./filter";
import { useListKeys } from "./list_keys";
import { ListState, NewTicketButton, SearchField } from "./list_parts";
import { LevelTag, PriorityMark, StatusTag } from "./marks";
import { selection, useSelection } from "./selection";
import { Tick } from "./tick";
import { StopwatchText } from "./stopwatch_text";
import { useTicketRows } from "./use_rows";
import { ViewMenu } from "./view_tabs";
import css from "./tickets.module.css";

const kRowHeight = 66;

/** The narrow form of the list: beside a ticket, in the drawer, on a phone. */
export default function WorkList({ selected }: { selected: string | undefined }) {
  const t = useT();
  const { filter, search, change, show } = useWorkFilter();
  const [, go] = useLocation();
  const { query, rows } = useTicketRows(filter);
  useListKeys({ rows, at: () => selected, to: (index) => go(`/tickets/${rows[index]!.id}${search}`), choose: (view) => show(`view=${view}`, null) });
  return (
    <>
      <div className={css.listHead}>
        <div className="row">
          {!selected && <h1 className="visually-hidden">{t("nav.tickets")}</h1>}
          <ViewMenu filter={filter} show={show} />
          <span className="grow" />
          <NewTicketButton />
        </div>
        <SearchField value={filter.q} onChange={(q) => change({ q })} />
        <FilterChips filter={filter} change={change} compact />
      </div>
      <ListState query={query} filter={filter} show={show}>
        <Rows rows={rows} selected={selected} search={search} more={query.hasNextPage} loadMore={() => void (query.isFetchingNextPage || query.fetchNextPage())} />
      </ListState>
      <BulkPlace shown={rows} narrow />
    </>
  );
}

interface RowsProps {
  rows: TicketRow[];
  selected: string | undefined;
  search: string;
  more: boolean;
  loadMore: () => void;
}

function Rows({ rows, selected, search, more, loadMore }: RowsProps) {
  const t = useT();
  const ticked = useSelection();
  const parent = useRef<HTMLDivElement>(null);
  const { drawn, show } = useFixedRows(parent, { count: rows.length, rowHeight: kRowHeight });
  const last = drawn.at(-1) ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 10) loadMore();
  }, [more, last, rows.length, loadMore]);
  useEffect(() => {
    const at = rows.findIndex((row) => row.id === selected);
    if (at >= 0) show(at);
    // Only when another ticket is chosen: a list that changes under the eye must not jump.
  }, [selected]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <div ref={parent} className={css.rows} tabIndex={-1}>
      <ul style={{ height: rows.length * kRowHeight }} aria-label={t("worklist.title")} data-ticking={ticked.size > 0 || undefined}>
        {drawn.map((index) => {
          const row = rows[index]!;
          return (
            <li key={row.id} style={{ transform: `translateY(${index * kRowHeight}px)`, height: kRowHeight }} data-ticked={ticked.has(row.id) || undefined}>
              <Link href={`/tickets/${row.id}${search}`} data-ticket={row.id} className={css.rowLink} aria-current={row.id === selected ? "true" : undefined}>
                <span className="row"><PriorityMark priority={row.priority} /><span className="cut grow strong">{row.subject}</span><StopwatchText watch={row.stopwatch} /></span>
                <span className="row small">
                  <span className="cut grow dim">{row.customer?.name ?? t("customer.none")}</span>
                  <LevelTag level={row.level} /><StatusTag status={row.status} />
                </span>
              </Link>
              <span className={css.rowTick}><Tick quiet label={t("bulk.tickOne", { number: row.number })} on={ticked.has(row.id)} onTick={(range) => selection.toggle(rows, row.id, range)} /></span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
