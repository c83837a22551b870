import { api, type AdminKind, type AdminRow } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { useLocation } from "wouter";
import { useKeys } from "../keys";
import { failure, keys, queryClient } from "../query";
import { Page } from "../shared/page";
import { FormFoot } from "../shared/form_foot";
import { toast, toastError, toastUndo } from "../shared/toast";
import { useForm } from "../shared/use_form";
import { ChangeLog } from "./change_log";
import { Fields } from "./fields";
import { bodyOf, changedFields, missingIn, type Value } from "./form_values";
import { kinds, nameOfRow } from "./schema";
import css from "./admin.module.css";

// As in admin.module.css: the head is as wide as the form.
const kForm = 620;
const kWideForm = 1100;

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
  const readAgain = () => {
    for (const queryKey of [keys.admin(kind), keys.names(kind), ["audit", kind]]) void queryClient.invalidateQueries({ queryKey });
  };
  const list = `/admin/${kind}`;
  const form = useForm<Value, AdminRow>({
    draft: `admin-${kind}-${row?.id ?? "new"}`,
    stored: before,
    secret: kSecret,
    etag: row?.etag,
    conflict: "admin.changedMeanwhile",
    missing: (value) => missingIn(about.fields, value),
    save: (value, etag) => (row ? api.admin.replace(kind, row.id, etag, bodyOf(about.fields, value)) : api.admin.create(kind, bodyOf(about.fields, value))),
    saved: () => {
      readAgain();
      toast(t("admin.saved"));
      go(list);
    },
  });
  const { value, change, errors } = form;
  const changed = changedFields(about.fields, before, value);

  const remove = () => {
    if (!row) return;
    api.admin.remove(kind, row.id, form.etag).then(() => {
      form.discard();
      readAgain();
      go(list);
      const again = () => void api.admin.create(kind, bodyOf(about.fields, row)).then(readAgain, toastError);
      toastUndo(t(`admin.removed.${kind}`, { name: nameOfRow(about, row) }), again);
    }, form.refused);
  };
  useKeys([{ keys: "mod+s", label: "action.save", run: () => void form.submit(), inFields: true }, { keys: "mod+Enter", label: "action.save", run: () => void form.submit(), hidden: true }]);
  return (
    <Page title={row ? nameOfRow(about, row) || t(about.one) : t(`admin.new.${kind}`)} back={[list, t(about.title)]} width={kind === "flows" ? kWideForm : kForm}
      aside={row && <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={remove}>{t("action.delete")}</Button>}>
      <form className={kind === "flows" ? css.wideForm : css.form} {...form.props}>
        <Fields fields={about.fields} value={value} onChange={change} errors={errors} base="" />
        <div className={css.foot}>
          <FormFoot form={form} changes={changed.map((field) => t(field.label))} effect={t(about.effect)} idle={row !== null && changed.length === 0} />
        </div>
      </form>
      {row && <ChangeLog kind={kind} id={row.id} />}
    </Page>
  );
}
