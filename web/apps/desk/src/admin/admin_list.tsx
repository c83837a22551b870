import { api, type AdminKind, type AdminRow, type Named } from "@filodiretto/api-client";
import { useLanguage, useT } from "@filodiretto/i18n";
import { Empty, Failed, Skeleton } from "@filodiretto/ui";
import { Button, TextInput } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { nameQuery } from "../shared/names";
import { Page, useRowKeys } from "../shared/page";
import { SortHead } from "../shared/sort_head";
import { ChangeLog } from "./change_log";
import { columnsOf, kindsNamedIn, listRows, matching, ordered, type Column, type ListRow, type NameOf } from "./list_rows";
import { kinds } from "./schema";
import css from "./admin.module.css";

const kPagesAtMost = 50;
const kShownAtOnce = 200;

/** All things of a kind: they are few enough to search and order here. */
async function allRows(kind: AdminKind): Promise<AdminRow[]> {
  const rows: AdminRow[] = [];
  let after: string | null = null;
  for (let page = 0; page < kPagesAtMost; page++) {
    const { items, next }: { items: AdminRow[]; next: string | null } = await api.admin.list(kind, after);
    rows.push(...items);
    if (!next) break;
    after = next;
  }
  return rows;
}

/** The list of one kind: search and order stand in the URL. */
export function AdminList({ kind }: { kind: AdminKind }) {
  const t = useT();
  const [, go] = useLocation();
  const params = new URLSearchParams(useSearch());
  const about = kinds[kind];
  const query = useQuery({ queryKey: keys.admin(kind), queryFn: () => allRows(kind) });
  const [typed, setTyped] = useState(params.get("q") ?? "");
  const change = (next: Record<string, string>) => {
    for (const [name, value] of Object.entries(next)) value ? params.set(name, value) : params.delete(name);
    const text = params.toString();
    go(`/admin/${kind}${text && `?${text}`}`, { replace: true });
  };
  const search = (text: string) => {
    setTyped(text);
    change({ q: text });
  };
  const create = () => go(`/admin/${kind}/new`);
  useKeys([{ keys: "n", label: `admin.new.${kind}`, run: create }]);
  const newButton = <Button size="sm" leftSection={<IconPlus size={15} />} onClick={create} title="N">{t(`admin.new.${kind}`)}</Button>;
  return (
    <Page title={t(about.title)} aside={query.data && query.data.length > 0 && <>
      <TextInput type="search" w={240} aria-label={t("admin.search")} placeholder={t("admin.search")} leftSection={<IconSearch size={15} />} value={typed} onChange={(event) => search(event.currentTarget.value)} />
      {newButton}
    </>}>
      <p className={`dim ${css.intro}`}>{t(about.help)}</p>
      {query.isPending ? <div className="filo-card"><Skeleton lines={6} /></div>
        : query.isError ? <Failed error={failure(query.error)} retry={() => void query.refetch()} />
        : query.data.length === 0 ? <div className="filo-card"><Empty title={t("admin.empty")} action={newButton}>{t(about.effect)}</Empty></div>
        : <Rows kind={kind} rows={query.data} typed={typed} by={params.get("sort") ?? ""} descending={params.has("desc")} sort={(by, descending) => change({ sort: by, desc: descending ? "1" : "" })} clear={() => search("")} />}
      <ChangeLog kind={kind} id={null} />
    </Page>
  );
}

interface RowsProps {
  kind: AdminKind;
  rows: AdminRow[];
  typed: string;
  /** "": the name. */
  by: string;
  descending: boolean;
  sort: (by: string, descending: boolean) => void;
  clear: () => void;
}

function Rows({ kind, rows, typed, by, descending, sort, clear }: RowsProps) {
  const t = useT();
  const language = useLanguage();
  useRowKeys();
  const [limit, setLimit] = useState(kShownAtOnce);
  const columns = useMemo(() => columnsOf(kind), [kind]);
  const nameOf = useNameOf(columns);
  // The language is in the words of the cells, so it counts here too.
  const all = useMemo(() => listRows(kind, rows, columns, nameOf), [kind, rows, columns, nameOf, language]); // eslint-disable-line react-hooks/exhaustive-deps
  const found = ordered(matching(all, typed), columns, by, descending, language);
  if (found.length === 0) return <div className="filo-card"><Empty title={t("admin.notFound")} action={<Button variant="default" onClick={clear}>{t("admin.clearSearch")}</Button>}>{t("admin.notFound.help")}</Empty></div>;
  const onSort = (id: string) => sort(id, by === id && !descending);
  return (
    <>
      <div className="filo-card filo-scroll-x" tabIndex={0} role="region" aria-label={t(kinds[kind].title)}>
        <table className="filo-table">
          <thead>
            <tr>
              <SortHead label={t(kind === "identity-questions" ? "f.question" : "f.name")} on={!columns.some((each) => each.id === by)} descending={descending} onSort={() => onSort("")} />
              {columns.map((each, i) => <SortHead key={each.id} label={t(each.label)} on={each.id === by} descending={descending} onSort={() => onSort(each.id)} className={headClass(each, i)} />)}
            </tr>
          </thead>
          <tbody>{found.slice(0, limit).map((each) => <Row key={each.row.id} kind={kind} columns={columns} {...each} />)}</tbody>
        </table>
      </div>
      {found.length > limit && <Button mt="sm" variant="default" onClick={() => setLimit((now) => now + kShownAtOnce)}>{t("action.more")}</Button>}
    </>
  );
}

/** On a phone the name and the most telling column stay. */
const headClass = ({ end }: Column, at: number) => `${end ? "n" : ""} ${at > 0 ? "wide" : ""}`;

function Row({ kind, columns, row, name, words }: ListRow & { kind: AdminKind; columns: Column[] }) {
  const t = useT();
  const [, go] = useLocation();
  const path = `/admin/${kind}/${row.id}`;
  return (
    <tr className={`link ${row["active"] === false ? "dim" : ""}`} onClick={() => go(path)}>
      <td className={css.name}><Link data-row href={path} className="strong">{name || t("admin.unnamed")}</Link></td>
      {columns.map((column, i) => <td key={column.id} className={`${headClass(column, i)} num`}>{words[i] || <span className="dim">–</span>}</td>)}
    </tr>
  );
}

/** Names of what the columns point to. */
function useNameOf(columns: Column[]): NameOf {
  return useQueries({
    queries: kindsNamedIn(columns).map((kind) => nameQuery(kind)),
    combine: namesById,
  });
}

function namesById(results: { data: Named[] | undefined }[]): NameOf {
  const names = new Map(results.flatMap(({ data }) => (data ?? []).map((each) => [each.id, each.name] as const)));
  return (_kind, id) => names.get(id) ?? "";
}
