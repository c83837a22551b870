import { ApiError, api, type Priority } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { currentCustomer } from "../dossier/subject";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { CustomerField } from "../shared/customer_field";
import { useNames } from "../shared/names";
import { messageOf } from "../shared/toast";
import { useDraft } from "../shared/use_draft";

/** A ticket opened by hand; what is typed is a draft until it is saved. */
export default function NewTicketForm({ close }: { close: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const subject = useDraft("new-ticket-subject");
  const body = useDraft("new-ticket-body");
  const [customer, setCustomer] = useState(currentCustomer());
  const [category, setCategory] = useState<string | null>(null);
  const [priority, setPriority] = useState<Priority>("normal");
  const [error, setError] = useState<{ pointer: string; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const categories = useNames("categories");
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!subject.text.trim()) return setError({ pointer: "/subject", text: t("error.required") });
    setBusy(true);
    try {
      const ticket = await api.tickets.create({
        subject: subject.text.trim(), priority, ...(customer ? { customer_id: customer.id } : {}), ...(category ? { category_id: category } : {}), ...(body.text.trim() ? { body: body.text.trim() } : {}),
      });
      subject.clear();
      body.clear();
      void queryClient.invalidateQueries({ queryKey: keys.tickets });
      close();
      go(`/tickets/${ticket.id}`);
    } catch (problem) {
      setError({ pointer: (problem instanceof ApiError && problem.errors[0]?.pointer) || "", text: messageOf(problem) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t("ticket.new")} size="lg">
      <form className="stack" onSubmit={submit} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void submit()}>
        <TextInput label={t("ticket.subject")} data-autofocus value={subject.text} error={error?.pointer === "/subject" && error.text} onChange={(event) => subject.setText(event.currentTarget.value)} />
        <CustomerField value={customer} onChange={setCustomer} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <Select className="grow" label={t("ticket.category")} data={categories.map((each) => ({ value: each.id, label: each.name }))} value={category} onChange={setCategory} clearable searchable />
          <Select className="grow" label={t("ticket.priority")} data={(["low", "normal", "high", "urgent"] as const).map((each) => ({ value: each, label: t(`priority.${each}`) }))} value={priority} onChange={(value) => value && setPriority(value as Priority)} allowDeselect={false} />
        </div>
        <Textarea label={t("ticket.body")} autosize minRows={4} maxRows={12} value={body.text} onChange={(event) => body.setText(event.currentTarget.value)} />
        {error && error.pointer !== "/subject" && <div role="alert" style={{ color: "var(--mantine-color-error)" }}>{error.text}</div>}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit" loading={busy}>{t("ticket.create")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
