import { api, type TicketRow } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Empty, Failed, Skeleton } from "@filodiretto/ui";
import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { failure, keys, rowsOf } from "../query";
import { StatusTag, LevelTag, PriorityMark } from "./marks";
import { FilterChips } from "./filter_chips";
import { toApi, useWorkFilter, views } from "./filter";
import { openNewTicket } from "./new_ticket";
import { StopwatchText } from "./stopwatch_text";
import css from "./tickets.module.css";

const kRowHeight = 66;

export function WorkList({ selected }: { selected: string | undefined }) {
  const t = useT();
  const { filter, search, change } = useWorkFilter();
  const [, go] = useLocation();
  const wanted = toApi(filter);
  const query = useInfiniteQuery({
    queryKey: [...keys.tickets, wanted],
    queryFn: ({ pageParam }) => api.tickets.list(wanted, pageParam, 50),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (old) => old,
  });
  const rows = rowsOf(query.data);
  const move = (step: number) => {
    const at = rows.findIndex((row) => row.id === selected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) go(`/tickets/${next.id}${search}`);
  };
  useKeys([
    { keys: "j", label: "keys.next", run: () => move(1) },
    { keys: "k", label: "keys.previous", run: () => move(-1) },
    { keys: "ArrowDown", label: "keys.next", run: () => move(1), hidden: true },
    { keys: "ArrowUp", label: "keys.previous", run: () => move(-1), hidden: true },
    { keys: "n", label: "ticket.new", run: openNewTicket },
    ...views.map((view, i) => ({ keys: String(i + 1), label: `worklist.view.${view}` as const, run: () => change({ view }) })),
  ]);
  return (
    <>
      <div className={css.listHead}>
        <div className="row">
          <div role="tablist" aria-label={t("worklist.views")} className={css.views}>
            {views.map((view) => (
              <button key={view} type="button" role="tab" aria-selected={filter.view === view} onClick={() => change({ view })}>{t(`worklist.view.${view}`)}</button>
            ))}
          </div>
          <span className="grow" />
          <Tooltip label={`${t("ticket.new")} (N)`}>
            <ActionIcon variant="default" size={30} aria-label={t("ticket.new")} onClick={openNewTicket}><IconPlus size={16} /></ActionIcon>
          </Tooltip>
        </div>
        <SearchField value={filter.q} onChange={(q) => change({ q })} />
        <FilterChips filter={filter} change={change} />
      </div>
      {query.isPending ? <Skeleton lines={12} /> : query.isError && rows.length === 0 ? <Failed error={failure(query.error)} retry={() => void query.refetch()} /> : rows.length === 0 ? (
        <Empty title={t(filter.view === "mine" ? "worklist.empty.mine" : "worklist.empty")}
          action={filter.view !== "all" && <Button variant="default" onClick={() => change({ view: "all", chips: {}, q: "" })}>{t("worklist.showAll")}</Button>}>
          {t("worklist.empty.help")}
        </Empty>
      ) : (
        <Rows rows={rows} selected={selected} search={search} more={query.hasNextPage} loadMore={() => void (query.isFetchingNextPage || query.fetchNextPage())} />
      )}
    </>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onChange, 200);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput size="xs" type="search" aria-label={t("worklist.search")} placeholder={t("worklist.search")} leftSection={<IconSearch size={14} />} value={typed}
      onChange={(event) => { setTyped(event.currentTarget.value); later(event.currentTarget.value); }} />
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
  const parent = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => parent.current, estimateSize: () => kRowHeight, overscan: 8 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 10) loadMore();
  }, [more, last, rows.length, loadMore]);
  useEffect(() => {
    const at = rows.findIndex((row) => row.id === selected);
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // Only when another ticket is chosen: a list that changes under the eye must not jump.
  }, [selected]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <div ref={parent} className={css.rows} tabIndex={-1}>
      <ul style={{ height: virtual.getTotalSize() }} aria-label={t("worklist.title")}>
        {items.map(({ index, start }) => {
          const row = rows[index]!;
          return (
            <li key={row.id} style={{ transform: `translateY(${start}px)`, height: kRowHeight }}>
              <Link href={`/tickets/${row.id}${search}`} className={css.rowLink} aria-current={row.id === selected ? "true" : undefined}>
                <span className="row"><PriorityMark priority={row.priority} /><span className="cut grow strong">{row.subject}</span><StopwatchText watch={row.stopwatch} /></span>
                <span className="row small">
                  <span className="cut grow dim">{row.customer?.name ?? t("customer.none")}</span>
                  <LevelTag level={row.level} /><StatusTag status={row.status} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
