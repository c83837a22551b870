import { ApiError, api, type Customer, type CustomerInput, type Language } from "@filodiretto/api-client";
import { dialable, languageNames, languages, useT } from "@filodiretto/i18n";
import { ActionIcon, Button, Modal, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { keys, queryClient } from "../query";
import { fieldMessage, messageOf, toast } from "../shared/toast";

interface Props {
  customer?: Customer;
  close: () => void;
  done: (customer: Customer) => void;
}

/** New or changed customer. A refused save keeps everything that was typed. */
export function CustomerForm({ customer, close, done }: Props) {
  const t = useT();
  const [form, setForm] = useState({
    name: customer?.name ?? "", code: customer?.code ?? "", email: customer?.email ?? "", note: customer?.note ?? "", vip: customer?.vip ?? false,
    language: customer?.language || null, organisation_id: customer?.organisation?.id ?? null, numbers: customer?.numbers ?? [{ e164: "", label: "" }],
  });
  const [etag, setEtag] = useState(customer?.etag ?? "");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const organisations = useQuery({ queryKey: ["organisations"], queryFn: () => api.organisations.list("") });
  const set = (change: Partial<typeof form>) => setForm((now) => ({ ...now, ...change }));

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!form.name.trim()) return setErrors({ "/name": t("error.required") });
    const body: CustomerInput = { ...form, code: form.code || null, email: form.email || null, note: form.note || null, numbers: form.numbers.filter((each) => each.e164.trim()).map((each) => ({ ...each, e164: dialable(each.e164) })) };
    setBusy(true);
    setErrors({});
    setProblem("");
    try {
      const saved = customer ? await api.customers.patch(customer.id, etag, body) : await api.customers.create(body);
      queryClient.setQueryData(keys.customer(saved.id), saved);
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      toast(t("customer.saved"));
      close();
      done(saved);
    } catch (error) {
      if (error instanceof ApiError && error.isConflict && error.current) setEtag((error.current as Customer).etag);
      if (error instanceof ApiError && error.errors.length) setErrors(Object.fromEntries(error.errors.map((each) => [each.pointer, fieldMessage(each)])));
      else setProblem(error instanceof ApiError && error.isConflict ? t("customer.changedMeanwhile") : messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t(customer ? "customer.edit" : "customer.new")} size="lg" closeButtonProps={{ "aria-label": t("action.close") }}>
      <form className="stack" onSubmit={submit} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void submit()}>
        <TextInput label={t("customer.name")} data-autofocus value={form.name} error={errors["/name"]} onChange={(e) => set({ name: e.currentTarget.value })} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <Select className="grow" label={t("customer.organisation")} searchable clearable data={(organisations.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))} value={form.organisation_id} error={errors["/organisation_id"]} onChange={(organisation_id) => set({ organisation_id })} />
          <TextInput className="grow" label={t("customer.code")} value={form.code} error={errors["/code"]} onChange={(e) => set({ code: e.currentTarget.value })} />
        </div>
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <TextInput className="grow" type="email" label={t("customer.email")} value={form.email} error={errors["/email"]} onChange={(e) => set({ email: e.currentTarget.value })} />
          <Select className="grow" label={t("settings.language")} clearable data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={form.language} onChange={(value) => set({ language: value as Language | null })} />
        </div>
        <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className="label">{t("customer.numbers")}</legend>
          {form.numbers.map((each, i) => {
            const change = (next: Partial<typeof each>) => set({ numbers: form.numbers.map((old, at) => (at === i ? { ...old, ...next } : old)) });
            return (
              <div className="row" key={i} style={{ alignItems: "flex-start" }}>
                <TextInput className="grow" type="tel" aria-label={t("customer.number")} placeholder="+39 333 123 4567" value={each.e164} error={errors[`/numbers/${i}/e164`]} onChange={(e) => change({ e164: e.currentTarget.value })} />
                <TextInput w={140} aria-label={t("customer.numberLabel")} placeholder={t("customer.numberLabel")} value={each.label} onChange={(e) => change({ label: e.currentTarget.value })} />
                <ActionIcon size={34} variant="subtle" color="gray" aria-label={t("customer.removeNumber")} onClick={() => set({ numbers: form.numbers.filter((_, at) => at !== i) })}><IconTrash size={16} /></ActionIcon>
              </div>
            );
          })}
          <div><Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => set({ numbers: [...form.numbers, { e164: "", label: "" }] })}>{t("customer.addNumber")}</Button></div>
        </fieldset>
        <Textarea label={t("customer.note")} autosize minRows={2} value={form.note} onChange={(e) => set({ note: e.currentTarget.value })} />
        <Switch label={t("customer.vip.label")} checked={form.vip} onChange={(e) => set({ vip: e.currentTarget.checked })} />
        {problem && <div role="alert" style={{ color: "var(--mantine-color-error)" }}>{problem}</div>}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit" loading={busy}>{t("action.save")}</Button>
        </div>
      </form>
    </Modal>
  );
}
