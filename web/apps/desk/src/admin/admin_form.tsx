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
import { FormFoot } from "../shared/form_foot";
import { fieldMessage, messageOf, toast, toastError, toastUndo } from "../shared/toast";
import { useFormDraft } from "../shared/use_form_draft";
import { ChangeLog } from "./change_log";
import { Fields, type Errors } from "./fields";
import { bodyOf, changedFields, missingIn, type Value } from "./form_values";
import { kinds, nameOfRow } from "./schema";
import css from "./admin.module.css";

/** What never goes into a draft. */
const kSecret = ["password", "sip_password"];

export function AdminForm({ kind, id }: { kind: AdminKind; id: string | null }) {
  const query = useQuery({ queryKey: [...keys.admin(kind), id], queryFn: () => api.admin.get(kind, id!), enabled: id !== null, staleTime: 0, refetchOnMount: "always" });
  if (id === null) return <Form kind={kind} row={null} />;
  if (query.isPending) return <Skeleton />;
  if (!query.data) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  return <Form kind={kind} row={query.data} />;
}

function Form({ kind, row }: { kind: AdminKind; row: AdminRow | null }) {
  const t = useT();
  const [, go] = useLocation();
  const about = kinds[kind];
  const before = useMemo<Value>(() => ({ ...about.blank, ...(row ?? {}) }), [about, row]);
  const { value, change, forget, restored, saved } = useFormDraft<Value>(`admin-${kind}-${row?.id ?? "new"}`, before, kSecret);
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
      forget();
      void queryClient.invalidateQueries({ queryKey: keys.admin(kind) });
      void queryClient.invalidateQueries({ queryKey: keys.names(kind) });
      void queryClient.invalidateQueries({ queryKey: ["audit", kind] });
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
    api.admin.remove(kind, row.id, etag).then(() => {
      forget();
      void queryClient.invalidateQueries({ queryKey: keys.admin(kind) });
      void queryClient.invalidateQueries({ queryKey: ["audit", kind] });
      go(list);
      const again = () => void api.admin.create(kind, bodyOf(about.fields, row)).then(() => queryClient.invalidateQueries({ queryKey: keys.admin(kind) }), toastError);
      toastUndo(t(`admin.removed.${kind}`, { name: nameOfRow(about, row) }), again);
    }, refused);
  };
  useKeys([{ keys: "mod+s", label: "action.save", run: () => void submit(), inFields: true }, { keys: "mod+Enter", label: "action.save", run: () => void submit(), hidden: true }]);
  return (
    <Page title={row ? nameOfRow(about, row) || t(about.one) : t(`admin.new.${kind}`)}
      aside={row && <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={remove}>{t("action.delete")}</Button>}>
      <Link href={list} className={`row small ${css.back}`}><IconArrowLeft size={14} aria-hidden />{t(about.title)}</Link>
      <form className={kind === "flows" ? css.wideForm : css.form} onSubmit={submit} noValidate onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void submit())}>
        <Fields fields={about.fields} value={value} onChange={change} errors={errors} base="" />
        <div className={css.foot}>
          <FormFoot changes={changed.map((field) => t(field.label))} effect={t(about.effect)} problem={problem} busy={busy} idle={row !== null && changed.length === 0} restored={restored} saved={saved}
            discard={() => { forget(); setErrors({}); setProblem(""); }} />
        </div>
      </form>
      {row && <ChangeLog kind={kind} id={row.id} />}
    </Page>
  );
}
