import { api, type CustomerRef, type Priority, type Ticket } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Select, Textarea, TextInput } from "@mantine/core";
import { useLocation } from "wouter";
import { currentCustomer } from "../dossier/subject";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { CustomerField } from "../shared/customer_field";
import { useNames } from "../shared/names";
import { FormFoot } from "../shared/form_foot";
import { useForm } from "../shared/use_form";
import "../shared/choices";

type Values = { subject: string; body: string; customer: CustomerRef | null | undefined; category: string | null; priority: Priority };
const kBlank: Values = { subject: "", body: "", customer: undefined, category: null, priority: "normal" };

const labels: Record<keyof Values, Key> = { subject: "ticket.subject", customer: "ticket.customer", category: "ticket.category", priority: "ticket.priority", body: "ticket.body" };

/** A ticket opened by hand; what is typed is a draft until it is saved. */
export default function NewTicketForm({ close }: { close: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const form = useForm<Values, Ticket>({
    draft: "new-ticket",
    stored: kBlank,
    missing: ({ subject }) => (subject.trim() ? [] : ["/subject"]),
    save: ({ subject, priority, category, body, customer = currentCustomer() }) => api.tickets.create({
      subject: subject.trim(), priority, ...(customer ? { customer_id: customer.id } : {}), ...(category ? { category_id: category } : {}), ...(body.trim() ? { body: body.trim() } : {}),
    }),
    saved: (ticket) => {
      void queryClient.invalidateQueries({ queryKey: keys.tickets });
      close();
      go(`/tickets/${ticket.id}`);
    },
  });
  const { value, errors, set } = form;
  // Who is on the line or on the screen, unless somebody else was chosen.
  const customer = value.customer === undefined ? currentCustomer() : value.customer;
  const categories = useNames("categories");
  const changed = (Object.keys(labels) as (keyof Values)[]).filter((name) => JSON.stringify(value[name]) !== JSON.stringify(kBlank[name]));
  return (
    <Dialog onClose={close} title={t("ticket.new")} size="lg">
      <form className="stack" {...form.props}>
        <TextInput label={t("ticket.subject")} data-autofocus value={value.subject} error={errors["/subject"]} onChange={(event) => set({ subject: event.currentTarget.value })} />
        <CustomerField value={customer} error={errors["/customer_id"]} onChange={(chosen) => set({ customer: chosen })} />
        <div className="row wrap" style={{ alignItems: "flex-start" }}>
          <Select className="grow" label={t("ticket.category")} data={categories.map((each) => ({ value: each.id, label: each.name }))} value={value.category} error={errors["/category_id"]} onChange={(category) => set({ category })} clearable searchable />
          <Select className="grow" label={t("ticket.priority")} data={(["low", "normal", "high", "urgent"] as const).map((each) => ({ value: each, label: t(`priority.${each}`) }))} value={value.priority} error={errors["/priority"]} onChange={(next) => next && set({ priority: next as Priority })} allowDeselect={false} />
        </div>
        <Textarea label={t("ticket.body")} autosize minRows={4} maxRows={12} value={value.body} error={errors["/body"]} onChange={(event) => set({ body: event.currentTarget.value })} />
        <FormFoot form={form} changes={changed.map((name) => t(labels[name]))} idle={false} save={t("ticket.create")} close={close} />
      </form>
    </Dialog>
  );
}
