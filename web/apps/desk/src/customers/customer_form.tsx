import { api, type Customer, type CustomerInput, type Language, type Named } from "@filodiretto/api-client";
import { dialable, languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/Switch.css";
import { ActionIcon, Button, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { FormFoot } from "../shared/form_foot";
import { OrganisationField } from "../shared/organisation_field";
import { toast } from "../shared/toast";
import { useForm, type Errors } from "../shared/use_form";
import { useMay } from "../session";
import css from "./customers.module.css";
import { bodyOf, changedIn, formOf, type CustomerValues } from "./customer_values";
import { IdentityFields } from "./identity_fields";
import { identityBody, identityOf, isCodeHidden, type SecretWish } from "./identity_values";
import "../shared/choices";

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
  // The answers are not part of the draft: they are typed once, by those who keep them.
  const keepsAnswers = useMay("supervisor");
  const [answers, setAnswers] = useState(identityOf(customer));
  const [secret, setSecret] = useState<SecretWish>();
  const answersBody = keepsAnswers ? identityBody(identityOf(customer), answers, secret) : {};
  const answersChanged = Object.keys(answersBody) as (keyof typeof answers | "secret")[];
  const codeHidden = isCodeHidden(customer);
  const bodyFor = (value: CustomerValues): CustomerInput => {
    const body: CustomerInput = { ...bodyOf(value, dialable), ...answersBody };
    if (codeHidden) delete body.code;
    return body;
  };
  const form = useForm({
    draft: `customer-${customer?.id ?? "new"}`,
    stored,
    etag: customer?.etag,
    conflict: "customer.changedMeanwhile",
    missing: ({ name }) => (name.trim() ? [] : ["/name"]),
    save: (value, etag) => (customer ? api.customers.patch(customer.id, etag ?? "", bodyFor(value)) : api.customers.create(bodyFor(value))),
    saved: (row) => {
      queryClient.setQueryData(keys.customer(row.id), row);
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      void queryClient.invalidateQueries({ queryKey: keys.organisations });
      toast(t("customer.saved"));
      close();
      done(row);
    },
  });
  const { value, errors, set } = form;
  const changed = changedIn(stored, value);
  const discard = () => {
    form.discard();
    setAnswers(identityOf(customer));
    setSecret(undefined);
  };
  return (
    <Dialog onClose={close} title={t(customer ? "customer.edit" : "customer.new")} size="lg">
      <form className="stack" {...form.props}>
        <TextInput label={t("customer.name")} data-autofocus value={value.name} error={errors["/name"]} onChange={(e) => set({ name: e.currentTarget.value })} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <OrganisationField value={value.organisation} error={errors["/organisation_id"]} onChange={(next) => set({ organisation: next })} />
          <TextInput className="grow" label={t("customer.code")} disabled={codeHidden} description={codeHidden ? t("customer.codeHidden") : undefined} value={value.code} error={errors["/code"]} onChange={(e) => set({ code: e.currentTarget.value })} />
        </div>
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <TextInput className="grow" type="email" label={t("customer.email")} value={value.email} error={errors["/email"]} onChange={(e) => set({ email: e.currentTarget.value })} />
          <Select className="grow" label={t("settings.language")} clearable data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={value.language} error={errors["/language"]} onChange={(next) => set({ language: next as Language | null })} />
        </div>
        <Numbers form={value} errors={errors} set={set} />
        <Textarea label={t("customer.note")} autosize minRows={2} value={value.note} error={errors["/note"]} onChange={(e) => set({ note: e.currentTarget.value })} />
        <Switch label={t("customer.vip.label")} checked={value.vip} onChange={(e) => set({ vip: e.currentTarget.checked })} />
        {keepsAnswers && <IdentityFields values={answers} set={(change) => setAnswers({ ...answers, ...change })} secretIsSet={customer?.identity_set.includes("secret") ?? false} secret={secret} setSecret={setSecret} errors={errors} />}
        <FormFoot form={{ ...form, discard }} changes={[...changed.map((name) => t(labels[name])), ...answersChanged.map((name) => t(`qfield.${name}`))]} idle={customer !== undefined && changed.length + answersChanged.length === 0} close={close} />
      </form>
    </Dialog>
  );
}

function Numbers({ form, errors, set }: { form: CustomerValues; errors: Errors; set: (change: Partial<CustomerValues>) => void }) {
  const t = useT();
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="legend">{t("customer.numbers")}</legend>
      {form.numbers.map((each, i) => {
        const change = (next: Partial<typeof each>) => set({ numbers: form.numbers.map((old, at) => (at === i ? { ...old, ...next } : old)) });
        return (
          <div className="row" key={i} style={{ alignItems: "flex-start" }}>
            <TextInput className="grow" type="tel" aria-label={t("customer.number")} placeholder="+39 333 123 4567" value={each.e164} error={errors[`/numbers/${i}/e164`] ?? errors[`/numbers/${i}`]} onChange={(e) => change({ e164: e.currentTarget.value })} />
            <TextInput className={css.numberLabel} aria-label={t("customer.numberLabel")} placeholder={t("customer.numberLabel")} value={each.label} error={errors[`/numbers/${i}/label`]} onChange={(e) => change({ label: e.currentTarget.value })} />
            <ActionIcon size={34} variant="subtle" color="gray" aria-label={t("customer.removeNumber")} onClick={() => set({ numbers: form.numbers.filter((_, at) => at !== i) })}><IconTrash size={16} /></ActionIcon>
          </div>
        );
      })}
      {errors["/numbers"] && <div role="alert" className="small" style={{ color: "var(--mantine-color-error)" }}>{errors["/numbers"]}</div>}
      <div><Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => set({ numbers: [...form.numbers, { e164: "", label: "" }] })}>{t("customer.addNumber")}</Button></div>
    </fieldset>
  );
}
