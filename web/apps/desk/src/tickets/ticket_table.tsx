import type { TicketRow } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Popover } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useEffect, useRef, type MouseEvent } from "react";
import { Link, useLocation } from "wouter";
import { SortButton, sortState } from "../shared/sort_head";
import { useFixedRows } from "../shared/use_fixed_rows";
import { BulkPlace } from "./bulk_place";
import { chosenColumns, columns, toggled, type Column } from "./columns";
import { FilterChips } from "./filter_chips";
import { sortOf, useWorkFilter, type Sort } from "./filter";
import { ListState, NewTicketButton, SearchField } from "./list_parts";
import { useListKeys } from "./list_keys";
import { selection, useSelection } from "./selection";
import { Tick } from "./tick";
import { useTicketRows } from "./use_rows";
import { ViewTabs } from "./view_tabs";
import css from "./table.module.css";

const kRowHeight = 40;
const kHeadHeight = 34; // as in table.module.css
const kTickWidth = 40;

/** The list as a page of its own: columns, order by their heads, many tickets at once. */
export default function TicketTable() {
  const t = useT();
  const { filter, search, change, show } = useWorkFilter();
  const { query, rows } = useTicketRows(filter);
  const shown = chosenColumns(filter.columns);
  const ticking = useSelection().size > 0;
  return (
    <div className={css.page}>
      <div className={css.head}>
        <h1 className="visually-hidden">{t("nav.tickets")}</h1>
        <ViewTabs filter={filter} show={show} change={change} />
        <BulkPlace shown={rows} />
        <div className={css.tools} hidden={ticking}>
          <SearchField value={filter.q} onChange={(q) => change({ q })} />
          <FilterChips filter={filter} change={change} />
          <span className="grow" />
          <ColumnMenu shown={shown} change={(next) => change({ columns: next })} />
          <NewTicketButton />
        </div>
      </div>
      <ListState query={query} filter={filter} show={show}>
        <Rows rows={rows} shown={shown} search={search} sort={sortOf(filter)} searching={filter.q !== ""} onSort={(sort) => change({ sort })} choose={(view) => show(`view=${view}`, null)}
          more={query.hasNextPage} loadMore={() => void (query.isFetchingNextPage || query.fetchNextPage())} />
      </ListState>
    </div>
  );
}

function ColumnMenu({ shown, change }: { shown: Column[]; change: (ids: string[]) => void }) {
  const t = useT();
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target><button type="button" className={css.tool}><IconColumns3 size={15} aria-hidden />{t("column.title")}</button></Popover.Target>
      <Popover.Dropdown p={6} role="group" aria-label={t("column.title")}>
        {columns.filter((each) => each.id !== "subject").map((each) => (
          <label key={each.id} className={css.choice}>
            <input type="checkbox" className={css.box} checked={shown.includes(each)} onChange={() => change(toggled(shown, each.id))} />{t(each.label)}
          </label>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

interface RowsProps {
  rows: TicketRow[];
  shown: Column[];
  search: string;
  sort: Sort;
  searching: boolean;
  onSort: (sort: Sort) => void;
  choose: Parameters<typeof useListKeys>[0]["choose"];
  more: boolean;
  loadMore: () => void;
}

function Rows({ rows, shown, search, sort, searching, onSort, choose, more, loadMore }: RowsProps) {
  const t = useT();
  const [, go] = useLocation();
  const ticked = useSelection();
  const parent = useRef<HTMLDivElement>(null);
  const cursor = useRef<string | undefined>(undefined);
  const { drawn, show } = useFixedRows(parent, { count: rows.length, rowHeight: kRowHeight, headHeight: kHeadHeight });
  const last = drawn.at(-1) ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 10) loadMore();
  }, [more, last, rows.length, loadMore]);
  const to = (index: number) => {
    cursor.current = rows[index]?.id;
    show(index);
    // The row exists only after the next paint when it was out of sight.
    requestAnimationFrame(() => parent.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-ticket]`)?.focus({ preventScroll: true }));
  };
  useListKeys({ rows, at: () => cursor.current, to, choose });
  const grid = { gridTemplateColumns: `${kTickWidth}px ${shown.map((each) => each.width).join(" ")}`, minWidth: kTickWidth + shown.reduce((sum, each) => sum + each.min, 0) };
  const all = rows.length > 0 && rows.every((row) => ticked.has(row.id));
  const open = (event: MouseEvent<HTMLElement>, row: TicketRow) => {
    if (event.target instanceof Element && event.target.closest("label")) return;
    if (event.shiftKey) {
      event.preventDefault(); // else a link opens a window
      selection.toggle(rows, row.id, true);
    } else if (!(event.target instanceof Element && event.target.closest("a"))) go(`/tickets/${row.id}${search}`);
  };
  return (
    <div ref={parent} className={css.scroll} role="table" aria-label={t("worklist.title")} tabIndex={0}>
      <div className={css.heads} role="row" style={grid}>
        <span role="columnheader"><Tick label={t("bulk.tickAll")} on={all} some={ticked.size > 0 && !all} onTick={() => (all ? selection.clear() : selection.all(rows))} /></span>
        {shown.map((each) => <Head key={each.id} column={each} sort={sort} fixed={searching && each.sort !== "created"} onSort={onSort} />)}
      </div>
      <div role="rowgroup" style={{ height: rows.length * kRowHeight, minWidth: grid.minWidth }} className={css.body}>
        {drawn.map((index) => {
          const row = rows[index]!;
          return (
            <div key={row.id} role="row" data-index={index} className={css.row} data-ticked={ticked.has(row.id) || undefined} style={{ ...grid, transform: `translateY(${index * kRowHeight}px)`, height: kRowHeight }}
              onClick={(event) => open(event, row)} onMouseDown={(event) => event.shiftKey && event.preventDefault()} onFocus={() => (cursor.current = row.id)}>
              <span role="cell"><Tick quiet label={t("bulk.tickOne", { number: row.number })} on={ticked.has(row.id)} onTick={(range) => selection.toggle(rows, row.id, range)} /></span>
              {shown.map((each) => (
                <span key={each.id} role="cell" className={`${css.cell} ${each.end ? css.end : ""}`}>
                  {each.id === "subject" ? <Link href={`/tickets/${row.id}${search}`} data-ticket={row.id} className={css.subject}>{row.subject}</Link> : each.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A head that the server can order by is a button: first the natural way, then turned round. */
function Head({ column, sort, fixed, onSort }: { column: Column; sort: Sort; fixed: boolean; onSort: (sort: Sort) => void }) {
  const t = useT();
  const on = column.sort === sort.by;
  if (!column.sort || fixed) return <span role="columnheader" className={`${css.cell} ${column.end ? css.end : ""}`}>{t(column.label)}</span>;
  const by = column.sort;
  const descending = sort.order === "desc";
  return (
    <span role="columnheader" aria-sort={sortState(on, descending)} className={`${css.cell} ${column.end ? css.end : ""}`}>
      <SortButton label={t(column.label)} on={on} descending={descending} onSort={() => onSort({ by, order: on && descending ? "asc" : "desc" })} />
    </span>
  );
}
