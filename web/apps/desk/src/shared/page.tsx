import { useLanguage, useT } from "@filodiretto/i18n";
import { Empty, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { Page as ListPage } from "@filodiretto/api-client";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, type ReactNode } from "react";
import { Link } from "wouter";
import { useKeys } from "../keys";
import { failure, rowsOf } from "../query";

/** A page with its title (also the window's), where it belongs to above, actions on the right. */
export function Page({ title, back, width, aside, children }: { title: string; back?: [href: string, name: string]; width?: number; aside?: ReactNode; children: ReactNode }) {
  useLanguage();
  useEffect(() => void (document.title = `${title} · Filodiretto`), [title]);
  return (
    <div className="filo-page">
      {back && <Link href={back[0]} className="filo-back row small"><IconArrowLeft size={14} aria-hidden />{back[1]}</Link>}
      <div className="filo-page-head" style={{ maxWidth: width }}><h1>{title}</h1>{aside && <div className="filo-page-aside">{aside}</div>}</div>
      {children}
    </div>
  );
}

interface ListProps<T> {
  query: UseInfiniteQueryResult<InfiniteData<ListPage<T>>>;
  head: ReactNode;
  row: (item: T) => ReactNode;
  empty: string;
  emptyHelp?: string;
}

/** A long table: states, more by cursor, j/k between its rows. */
export function ListTable<T>({ query, head, row, empty, emptyHelp }: ListProps<T>) {
  const t = useT();
  useRowKeys();
  const items = rowsOf(query.data);
  if (query.isPending) return <div className="filo-card"><Skeleton lines={10} /></div>;
  if (query.isError && items.length === 0) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  if (items.length === 0) return <div className="filo-card"><Empty title={empty}>{emptyHelp}</Empty></div>;
  return (
    <>
      <div className="filo-card filo-scroll-x" tabIndex={0} role="region" aria-label={t("list.region")}>
        <table className="filo-table"><thead><tr>{head}</tr></thead><tbody>{items.map(row)}</tbody></table>
      </div>
      {query.hasNextPage && <Button mt="sm" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("action.more")}</Button>}
    </>
  );
}

/** j/k and the arrows walk through the links of table rows; Enter opens, as links do. */
export function useRowKeys(): void {
  const walk = (step: number) => {
    const links = [...document.querySelectorAll<HTMLElement>("main tr.link a[data-row]")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
  };
  useKeys([
    { keys: "j", label: "keys.next", run: () => walk(1) },
    { keys: "k", label: "keys.previous", run: () => walk(-1) },
    { keys: "ArrowDown", label: "keys.next", run: () => walk(1), hidden: true },
    { keys: "ArrowUp", label: "keys.previous", run: () => walk(-1), hidden: true },
  ]);
}
