import { ApiError, api, type Organisation } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { FormFoot } from "../shared/form_foot";
import { fieldMessage, messageOf, toast } from "../shared/toast";
import { useFormDraft } from "../shared/use_form_draft";

type Values = { name: string; code: string; note: string };
const labels: Record<keyof Values, Key> = { name: "customer.name", code: "organisation.code", note: "customer.note" };

/** New or changed organisation. */
export function OrganisationForm({ organisation, close, done }: { organisation?: Organisation; close: () => void; done: (organisation: Organisation) => void }) {
  const t = useT();
  const stored: Values = { name: organisation?.name ?? "", code: organisation?.code ?? "", note: organisation?.note ?? "" };
  const draft = useFormDraft(`organisation-${organisation?.id ?? "new"}`, stored);
  const form = draft.value;
  const [etag, setEtag] = useState(organisation?.etag ?? "");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const changed = (Object.keys(labels) as (keyof Values)[]).filter((name) => form[name] !== stored[name]);
  const set = (change: Partial<Values>) => draft.change({ ...form, ...change });

  const refused = (error: unknown) => {
    if (!(error instanceof ApiError)) return setProblem(messageOf(error));
    if (error.isConflict && error.current) setEtag((error.current as Organisation).etag);
    const atFields = error.errors.filter((each) => each.pointer);
    setErrors(Object.fromEntries(atFields.map((each) => [each.pointer, fieldMessage(each)])));
    setProblem(error.isConflict ? t("admin.changedMeanwhile") : atFields.length ? t("admin.fixFields") : messageOf(error));
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    if (!form.name.trim()) return setErrors({ "/name": t("error.required") });
    setBusy(true);
    setErrors({});
    setProblem("");
    try {
      const body = { name: form.name.trim(), code: form.code || null, note: form.note || null };
      const saved = organisation ? await api.organisations.patch(organisation.id, etag, body) : await api.organisations.create(body);
      draft.forget();
      queryClient.setQueryData(keys.organisation(saved.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.organisations });
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      toast(t("organisation.saved"));
      close();
      done(saved);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t(organisation ? "organisation.edit" : "organisation.new")} size="md">
      <form className="stack" onSubmit={submit} noValidate onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void submit())}>
        <TextInput label={t("customer.name")} data-autofocus value={form.name} error={errors["/name"]} onChange={(e) => set({ name: e.currentTarget.value })} />
        <TextInput label={t("organisation.code")} value={form.code} error={errors["/code"]} onChange={(e) => set({ code: e.currentTarget.value })} />
        <Textarea label={t("customer.note")} autosize minRows={2} value={form.note} error={errors["/note"]} onChange={(e) => set({ note: e.currentTarget.value })} />
        <FormFoot changes={changed.map((name) => t(labels[name]))} problem={problem} busy={busy} idle={organisation !== undefined && changed.length === 0} restored={draft.restored} saved={draft.saved} discard={() => { draft.forget(); setErrors({}); setProblem(""); }}>
          <Button size="sm" variant="default" onClick={close}>{t("action.close")}</Button>
        </FormFoot>
      </form>
    </Dialog>
  );
}
