import { api, type AdminKind, type AuditEntry } from "@filodiretto/api-client";
import { tServer, useLanguage, useT } from "@filodiretto/i18n";
import { Ago, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { failure, keys, rowsOf } from "../query";
import { nameOfActor } from "../shared/actor";
import { usePages } from "../shared/use_pages";
import { fieldName, typeAt, valueWords } from "./audit_words";
import css from "./change_log.module.css";

const kShownChanges = 6;

/** Who changed what: of one thing, or of all things of a kind (also those that are gone). */
export function ChangeLog({ kind, id }: { kind: AdminKind; id: string | null }) {
  const t = useT();
  useLanguage();
  const [open, setOpen] = useState(false);
  const query = usePages(keys.audit(kind, id), (after) => api.audit(kind, id, after), { enabled: open, keep: false });
  const entries = rowsOf(query.data);
  return (
    <section className={css.log} aria-label={t("audit.title")}>
      <Button variant="subtle" size="compact-sm" ml={-8} aria-expanded={open} onClick={() => setOpen((now) => !now)}>{t(open ? "audit.hide" : "audit.show")}</Button>
      {open && query.isPending && <Skeleton lines={4} />}
      {open && query.isError && <Failed error={failure(query.error)} retry={() => void query.refetch()} />}
      {open && query.data && entries.length === 0 && <p className="dim small">{t("audit.empty")}</p>}
      {entries.length > 0 && open && <ol className="filo-card">{entries.map((entry) => <Entry key={entry.id} kind={kind} entry={entry} named={id === null} />)}</ol>}
      {open && query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("action.more")}</Button>}
    </section>
  );
}

function Entry({ kind, entry, named }: { kind: AdminKind; entry: AuditEntry; named: boolean }) {
  const t = useT();
  const [all, setAll] = useState(false);
  // Among many things a new or a gone one is one line: what it consisted of, only when asked.
  const whole = named && entry.action !== "update";
  const shown = all ? entry.changes : entry.changes.slice(0, whole ? 0 : kShownChanges);
  const hidden = entry.changes.length - shown.length;
  return (
    <li>
      <div className="row wrap" style={{ gap: "2px 8px" }}>
        <Ago at={entry.at} className="dim num" />
        <strong>{nameOfActor(entry.actor)}</strong>
        <span>{tServer(`audit.action.${entry.action}`) ?? entry.action}</span>
        {named && (entry.action === "delete" ? <span className="strong">{entry.object.name || t("admin.unnamed")}</span> : <Link href={`/admin/${kind}/${entry.object.id}`} className="strong">{entry.object.name || t("admin.unnamed")}</Link>)}
      </div>
      {shown.length > 0 && (
        <dl>
          {shown.map((change) => {
            const type = typeAt(kind, change.field);
            return (
              <div key={change.field}>
                <dt>{fieldName(kind, change.field)}</dt>
                <dd>
                  {entry.action !== "create" && <><del>{valueWords(type, change.from)}</del><span aria-hidden> → </span></>}
                  {entry.action === "delete" ? <span className="dim">–</span> : <ins>{valueWords(type, change.to)}</ins>}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {hidden > 0 && <Button variant="subtle" size="compact-xs" ml={-8} mt={4} onClick={() => setAll(true)}>{t(shown.length > 0 ? "audit.more" : "audit.fields", { count: hidden })}</Button>}
      {entry.more && <p className="dim small">{t("audit.cut")}</p>}
    </li>
  );
}
