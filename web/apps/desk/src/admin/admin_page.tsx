import { adminKinds, api, type AdminKind } from "@filodiretto/api-client";
import { formatPhone, tServer, useT } from "@filodiretto/i18n";
import { Empty, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { Page, useRowKeys } from "../shared/page";
import { AdminForm } from "./admin_form";
import { ChangeLog } from "./change_log";
import { kinds, nameOfRow } from "./schema";
import css from "./admin.module.css";

/** Left the kinds of things; then the list of one kind; then one thing on a page of its own. */
export default function AdminPage({ kind, id }: { kind: string | undefined; id: string | undefined }) {
  const t = useT();
  const chosen = adminKinds.find((each) => each === kind);
  return (
    <div className={css.split}>
      <nav className={css.kinds} data-bare={chosen === undefined} aria-label={t("nav.admin")}>
        {adminKinds.map((each) => <Link key={each} href={`/admin/${each}`} aria-current={each === kind ? "page" : undefined}>{t(kinds[each].title)}</Link>)}
      </nav>
      <div className={css.content}>
        {!chosen ? <Page title={t("nav.admin")}><p className="dim">{t("admin.choose")}</p></Page> : id ? <AdminForm key={`${chosen}/${id}`} kind={chosen} id={id === "new" ? null : id} /> : <List key={chosen} kind={chosen} />}
      </div>
    </div>
  );
}

function List({ kind }: { kind: AdminKind }) {
  const t = useT();
  const [, go] = useLocation();
  const about = kinds[kind];
  const query = useQuery({ queryKey: keys.admin(kind), queryFn: () => api.admin.list(kind) });
  const create = () => go(`/admin/${kind}/new`);
  useRowKeys();
  useKeys([{ keys: "n", label: "action.new", run: create }]);
  const rows = query.data?.items ?? [];
  return (
    <Page title={t(about.title)} aside={<Button size="sm" leftSection={<IconPlus size={15} />} onClick={create} title="N">{t("action.new")}</Button>}>
      <p className={`dim ${css.intro}`}>{t(about.help)}</p>
      <div className="filo-card filo-scroll-x" tabIndex={0} role="region" aria-label={t(about.title)}>
        {query.isPending ? <Skeleton lines={6} /> : query.isError ? <Failed error={failure(query.error)} retry={() => void query.refetch()} /> : rows.length === 0 ? (
          <Empty title={t("admin.empty")} action={<Button variant="default" onClick={create}>{t("action.new")}</Button>}>{t(about.help)}</Empty>
        ) : (
          <table className="filo-table">
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} className="link" onClick={() => go(`/admin/${kind}/${row.id}`)}>
                  <td><Link data-row href={`/admin/${kind}/${row.id}`}>{nameOfRow(about, row) || t("admin.unnamed")}</Link></td>
                  {(about.detail ?? []).map((field) => <td key={field} className="dim num">{word(field, String(row[field] ?? ""))}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <ChangeLog kind={kind} id={null} />
    </Page>
  );
}

const wordLists: Record<string, string> = { role: "role", field: "qfield", level: "level" };

/** Words of the API in the words of the reader; names and numbers as they are. */
function word(field: string, value: string): string {
  if (field === "e164") return formatPhone(value);
  const list = wordLists[field];
  return (list && tServer(`${list}.${value}`)) ?? value;
}
