import { ApiError, api, type AdminKind, type AdminRow } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowLeft, IconTrash } from "@tabler/icons-react";
import { useMemo, useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { failure, keys, queryClient } from "../query";
import { Page } from "../shared/page";
import { remember, remembered } from "../shared/remembered";
import { fieldMessage, messageOf, toast, toastError, toastUndo } from "../shared/toast";
import { Fields, type Errors } from "./fields";
import { bodyOf, changedFields, missingIn, type Value } from "./form_values";
import { kinds, nameOfRow } from "./schema";
import css from "./admin.module.css";

export function AdminForm({ kind, id }: { kind: AdminKind; id: string | null }) {
  const query = useQuery({ queryKey: [...keys.admin(kind), id], queryFn: () => api.admin.get(kind, id!), enabled: id !== null, staleTime: 0, refetchOnMount: "always" });
  if (id === null) return <Form kind={kind} row={null} />;
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  return <Form kind={kind} row={query.data} />;
}

/** What was typed survives leaving the page, a reload and a refused save. */
function useFormDraft(key: string, initial: Value) {
  const [value, set] = useState<Value>(() => {
    const kept = remembered(key);
    return kept ? (JSON.parse(kept) as Value) : initial;
  });
  const change = (next: Value) => {
    set(next);
    remember(key, JSON.stringify({ ...next, password: undefined }));
  };
  const forget = (next: Value) => {
    remember(key, null);
    set(next);
  };
  return { value, change, forget };
}

function Form({ kind, row }: { kind: AdminKind; row: AdminRow | null }) {
  const t = useT();
  const [, go] = useLocation();
  const about = kinds[kind];
  const before = useMemo<Value>(() => ({ ...about.blank, ...(row ?? {}) }), [about, row]);
  const { value, change, forget } = useFormDraft(`admin.${kind}.${row?.id ?? "new"}`, before);
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState("");
  const [etag, setEtag] = useState(row?.etag);
  const [busy, setBusy] = useState(false);
  const changed = changedFields(about.fields, before, value);
  const list = `/admin/${kind}`;

  const refused = (error: unknown) => {
    if (!(error instanceof ApiError)) return setProblem(messageOf(error));
    setErrors(Object.fromEntries(error.errors.map((each) => [each.pointer, fieldMessage(each)])));
    if (error.isConflict && error.current) setEtag((error.current as AdminRow).etag);
    setProblem(error.isConflict ? t("admin.changedMeanwhile") : error.errors.length ? t("admin.fixFields") : messageOf(error));
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const missing = missingIn(about.fields, value);
    setErrors(Object.fromEntries(missing.map((pointer) => [pointer, t("error.required")])));
    setProblem(missing.length ? t("admin.fixFields") : "");
    if (missing.length || busy) return;
    setBusy(true);
    try {
      const body = bodyOf(about.fields, value);
      await (row ? api.admin.replace(kind, row.id, etag, body) : api.admin.create(kind, body));
      forget(before);
      void queryClient.invalidateQueries({ queryKey: keys.admin(kind) });
      void queryClient.invalidateQueries({ queryKey: keys.names(kind) });
      toast(t("admin.saved"));
      go(list);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  const remove = () => {
    if (!row) return;
    api.admin.remove(kind, row.id).then(() => {
      forget(before);
      void queryClient.invalidateQueries({ queryKey: keys.admin(kind) });
      go(list);
      const again = () => void api.admin.create(kind, bodyOf(about.fields, row)).then(() => queryClient.invalidateQueries({ queryKey: keys.admin(kind) }), toastError);
      toastUndo(t("admin.removed", { name: nameOfRow(about, row) }), again);
    }, refused);
  };
  useKeys([{ keys: "mod+s", label: "action.save", run: () => void submit(), inFields: true }]);
  return (
    <Page title={row ? nameOfRow(about, row) || t(about.one) : `${t("action.new")}: ${t(about.one)}`}
      aside={row && <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={remove}>{t("action.delete")}</Button>}>
      <Link href={list} className={`row small ${css.back}`}><IconArrowLeft size={14} aria-hidden />{t(about.title)}</Link>
      <form className={kind === "flows" ? css.wideForm : css.form} onSubmit={submit} noValidate onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void submit())}>
        <Fields fields={about.fields} value={value} onChange={change} errors={errors} base="" />
        <div className={css.foot}>
          {problem && <div role="alert" className={css.problem}>{problem}</div>}
          <div className="row wrap">
            <Button size="sm" type="submit" loading={busy} disabled={row !== null && changed.length === 0} title="Ctrl+S">{t("action.save")}</Button>
            {changed.length > 0 && <Button size="sm" variant="default" onClick={() => { forget(before); setErrors({}); setProblem(""); }}>{t("admin.discard")}</Button>}
            <span className="dim small grow">{changed.length > 0 ? `${t("admin.changes")}: ${changed.map((field) => t(field.label)).join(", ")}. ${t(about.effect)}` : t(about.effect)}</span>
          </div>
        </div>
      </form>
    </Page>
  );
}
