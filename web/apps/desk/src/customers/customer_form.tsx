import { ApiError, api, type Customer, type CustomerInput, type Language, type Named } from "@filodiretto/api-client";
import { dialable, languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import { ActionIcon, Button, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { FormFoot } from "../shared/form_foot";
import { OrganisationField } from "../shared/organisation_field";
import { fieldMessage, messageOf, toast } from "../shared/toast";
import { useFormDraft } from "../shared/use_form_draft";
import { useMay } from "../session";
import { bodyOf, changedIn, formOf, type CustomerValues } from "./customer_values";
import { IdentityFields } from "./identity_fields";
import { identityBody, identityOf, isCodeHidden, type SecretWish } from "./identity_values";

interface Props {
  customer?: Customer;
  /** A new customer of this organisation. */
  organisation?: Named;
  close: () => void;
  done: (customer: Customer) => void;
}

const labels: Record<keyof CustomerValues, Key> = {
  name: "customer.name", code: "customer.code", email: "customer.email", note: "customer.note", vip: "customer.vip", language: "settings.language",
  organisation: "customer.organisation", numbers: "customer.numbers",
};

/** New or changed customer. What is typed outlives a refused save, a closed dialog and a reload. */
export function CustomerForm({ customer, organisation, close, done }: Props) {
  const t = useT();
  const stored = formOf(customer, organisation);
  const draft = useFormDraft(`customer-${customer?.id ?? "new"}`, stored);
  const form = draft.value;
  const [etag, setEtag] = useState(customer?.etag ?? "");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  // The answers are not part of the draft: they are typed once, by those who keep them.
  const keepsAnswers = useMay("supervisor");
  const [answers, setAnswers] = useState(identityOf(customer));
  const [secret, setSecret] = useState<SecretWish>();
  const answersBody = keepsAnswers ? identityBody(identityOf(customer), answers, secret) : {};
  const answersChanged = Object.keys(answersBody) as (keyof typeof answers | "secret")[];
  const codeHidden = isCodeHidden(customer);
  const changed = changedIn(stored, form);
  const set = (change: Partial<CustomerValues>) => draft.change({ ...form, ...change });

  const refused = (error: unknown) => {
    if (!(error instanceof ApiError)) return setProblem(messageOf(error));
    if (error.isConflict && error.current) setEtag((error.current as Customer).etag);
    const atFields = error.errors.filter((each) => each.pointer);
    setErrors(Object.fromEntries(atFields.map((each) => [each.pointer, fieldMessage(each)])));
    setProblem(error.isConflict ? t("customer.changedMeanwhile") : atFields.length ? t("admin.fixFields") : messageOf(error));
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    if (!form.name.trim()) return setErrors({ "/name": t("error.required") });
    const body: CustomerInput = { ...bodyOf(form, dialable), ...answersBody };
    if (codeHidden) delete body.code;
    setBusy(true);
    setErrors({});
    setProblem("");
    try {
      const saved = customer ? await api.customers.patch(customer.id, etag, body) : await api.customers.create(body);
      draft.forget();
      queryClient.setQueryData(keys.customer(saved.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      void queryClient.invalidateQueries({ queryKey: keys.organisations });
      toast(t("customer.saved"));
      close();
      done(saved);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t(customer ? "customer.edit" : "customer.new")} size="lg">
      <form className="stack" onSubmit={submit} noValidate onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void submit())}>
        <TextInput label={t("customer.name")} data-autofocus value={form.name} error={errors["/name"]} onChange={(e) => set({ name: e.currentTarget.value })} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <OrganisationField value={form.organisation} error={errors["/organisation_id"]} onChange={(next) => set({ organisation: next })} />
          <TextInput className="grow" label={t("customer.code")} disabled={codeHidden} description={codeHidden ? t("customer.codeHidden") : undefined} value={form.code} error={errors["/code"]} onChange={(e) => set({ code: e.currentTarget.value })} />
        </div>
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <TextInput className="grow" type="email" label={t("customer.email")} value={form.email} error={errors["/email"]} onChange={(e) => set({ email: e.currentTarget.value })} />
          <Select className="grow" label={t("settings.language")} clearable data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={form.language} error={errors["/language"]} onChange={(value) => set({ language: value as Language | null })} />
        </div>
        <Numbers form={form} errors={errors} set={set} />
        <Textarea label={t("customer.note")} autosize minRows={2} value={form.note} error={errors["/note"]} onChange={(e) => set({ note: e.currentTarget.value })} />
        <Switch label={t("customer.vip.label")} checked={form.vip} onChange={(e) => set({ vip: e.currentTarget.checked })} />
        {keepsAnswers && <IdentityFields values={answers} set={(change) => setAnswers({ ...answers, ...change })} secretIsSet={customer?.identity_set.includes("secret") ?? false} secret={secret} setSecret={setSecret} errors={errors} />}
        <FormFoot changes={[...changed.map((name) => t(labels[name])), ...answersChanged.map((name) => t(`qfield.${name}`))]} problem={problem} busy={busy} idle={customer !== undefined && changed.length + answersChanged.length === 0} restored={draft.restored} saved={draft.saved} discard={() => { draft.forget(); setAnswers(identityOf(customer)); setSecret(undefined); setErrors({}); setProblem(""); }}>
          <Button size="sm" variant="default" onClick={close}>{t("action.close")}</Button>
        </FormFoot>
      </form>
    </Dialog>
  );
}

function Numbers({ form, errors, set }: { form: CustomerValues; errors: Record<string, string>; set: (change: Partial<CustomerValues>) => void }) {
  const t = useT();
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="label">{t("customer.numbers")}</legend>
      {form.numbers.map((each, i) => {
        const change = (next: Partial<typeof each>) => set({ numbers: form.numbers.map((old, at) => (at === i ? { ...old, ...next } : old)) });
        return (
          <div className="row" key={i} style={{ alignItems: "flex-start" }}>
            <TextInput className="grow" type="tel" aria-label={t("customer.number")} placeholder="+39 333 123 4567" value={each.e164} error={errors[`/numbers/${i}/e164`] ?? errors[`/numbers/${i}`]} onChange={(e) => change({ e164: e.currentTarget.value })} />
            <TextInput w={140} aria-label={t("customer.numberLabel")} placeholder={t("customer.numberLabel")} value={each.label} error={errors[`/numbers/${i}/label`]} onChange={(e) => change({ label: e.currentTarget.value })} />
            <ActionIcon size={34} variant="subtle" color="gray" aria-label={t("customer.removeNumber")} onClick={() => set({ numbers: form.numbers.filter((_, at) => at !== i) })}><IconTrash size={16} /></ActionIcon>
          </div>
        );
      })}
      {errors["/numbers"] && <div role="alert" className="small" style={{ color: "var(--mantine-color-error)" }}>{errors["/numbers"]}</div>}
      <div><Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => set({ numbers: [...form.numbers, { e164: "", label: "" }] })}>{t("customer.addNumber")}</Button></div>
    </fieldset>
  );
}
