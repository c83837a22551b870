import { ApiError, api, type CustomerRef, type Priority } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { currentCustomer } from "../dossier/subject";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { CustomerField } from "../shared/customer_field";
import { useNames } from "../shared/names";
import { fieldMessage, messageOf } from "../shared/toast";
import { useFormDraft } from "../shared/use_form_draft";

type Values = { subject: string; body: string; customer: CustomerRef | null | undefined; category: string | null; priority: Priority };
const kBlank: Values = { subject: "", body: "", customer: undefined, category: null, priority: "normal" };

/** A ticket opened by hand; what is typed is a draft until it is saved. */
export default function NewTicketForm({ close }: { close: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const draft = useFormDraft<Values>("new-ticket", kBlank);
  const form = draft.value;
  const set = (change: Partial<Values>) => draft.change({ ...form, ...change });
  // Who is on the line or on the screen, unless somebody else was chosen.
  const customer = form.customer === undefined ? currentCustomer() : form.customer;
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const categories = useNames("categories");
  const touched = JSON.stringify(form) !== JSON.stringify(kBlank);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    if (!form.subject.trim()) return setErrors({ "/subject": t("error.required") });
    setBusy(true);
    setErrors({});
    setProblem("");
    try {
      const ticket = await api.tickets.create({
        subject: form.subject.trim(), priority: form.priority, ...(customer ? { customer_id: customer.id } : {}), ...(form.category ? { category_id: form.category } : {}), ...(form.body.trim() ? { body: form.body.trim() } : {}),
      });
      draft.forget();
      void queryClient.invalidateQueries({ queryKey: keys.tickets });
      close();
      go(`/tickets/${ticket.id}`);
    } catch (error) {
      const atFields = error instanceof ApiError ? error.errors.filter((each) => each.pointer) : [];
      setErrors(Object.fromEntries(atFields.map((each) => [each.pointer, fieldMessage(each)])));
      setProblem(atFields.length ? t("admin.fixFields") : messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t("ticket.new")} size="lg">
      <form className="stack" onSubmit={submit} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void submit()}>
        <TextInput label={t("ticket.subject")} data-autofocus value={form.subject} error={errors["/subject"]} onChange={(event) => set({ subject: event.currentTarget.value })} />
        <CustomerField value={customer} error={errors["/customer_id"]} onChange={(chosen) => set({ customer: chosen })} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <Select className="grow" label={t("ticket.category")} data={categories.map((each) => ({ value: each.id, label: each.name }))} value={form.category} error={errors["/category_id"]} onChange={(category) => set({ category })} clearable searchable />
          <Select className="grow" label={t("ticket.priority")} data={(["low", "normal", "high", "urgent"] as const).map((each) => ({ value: each, label: t(`priority.${each}`) }))} value={form.priority} error={errors["/priority"]} onChange={(value) => value && set({ priority: value as Priority })} allowDeselect={false} />
        </div>
        <Textarea label={t("ticket.body")} autosize minRows={4} maxRows={12} value={form.body} error={errors["/body"]} onChange={(event) => set({ body: event.currentTarget.value })} />
        {problem && <div role="alert" className="small" style={{ color: "var(--mantine-color-error)" }}>{problem}</div>}
        <div className="row">
          <span role="status" className="dim small grow">{touched && (draft.restored ? t("draft.restored") : t(draft.saved ? "draft.saved" : "draft.saving"))}</span>
          {touched && <Button variant="subtle" onClick={() => { draft.forget(); setErrors({}); setProblem(""); }}>{t("admin.discard")}</Button>}
          <Button variant="default" onClick={close}>{t("action.close")}</Button>
          <Button type="submit" loading={busy} title={t("keys.ctrlEnter")}>{t("ticket.create")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
