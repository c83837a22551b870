import { api, type Organisation } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Textarea, TextInput } from "@mantine/core";
import { keys, queryClient } from "../query";
import { Dialog } from "../shared/dialog";
import { FormFoot } from "../shared/form_foot";
import { toast } from "../shared/toast";
import { useForm } from "../shared/use_form";

type Values = { name: string; code: string; note: string };
const labels: Record<keyof Values, Key> = { name: "customer.name", code: "organisation.code", note: "customer.note" };

/** New or changed organisation. */
export function OrganisationForm({ organisation, close, done }: { organisation?: Organisation; close: () => void; done: (organisation: Organisation) => void }) {
  const t = useT();
  const stored: Values = { name: organisation?.name ?? "", code: organisation?.code ?? "", note: organisation?.note ?? "" };
  const form = useForm({
    draft: `organisation-${organisation?.id ?? "new"}`,
    stored,
    etag: organisation?.etag,
    conflict: "organisation.changedMeanwhile",
    missing: ({ name }) => (name.trim() ? [] : ["/name"]),
    save: ({ name, code, note }, etag) => {
      const body = { name: name.trim(), code: code || null, note: note || null };
      return organisation ? api.organisations.patch(organisation.id, etag ?? "", body) : api.organisations.create(body);
    },
    saved: (row) => {
      queryClient.setQueryData(keys.organisation(row.id), row);
      void queryClient.invalidateQueries({ queryKey: keys.organisations });
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      toast(t("organisation.saved"));
      close();
      done(row);
    },
  });
  const { value, errors, set } = form;
  const changed = (Object.keys(labels) as (keyof Values)[]).filter((name) => value[name] !== stored[name]);
  return (
    <Dialog onClose={close} title={t(organisation ? "organisation.edit" : "organisation.new")} size="md">
      <form className="stack" {...form.props}>
        <TextInput label={t("customer.name")} data-autofocus value={value.name} error={errors["/name"]} onChange={(e) => set({ name: e.currentTarget.value })} />
        <TextInput label={t("organisation.code")} value={value.code} error={errors["/code"]} onChange={(e) => set({ code: e.currentTarget.value })} />
        <Textarea label={t("customer.note")} autosize minRows={2} value={value.note} error={errors["/note"]} onChange={(e) => set({ note: e.currentTarget.value })} />
        <FormFoot form={form} changes={changed.map((name) => t(labels[name]))} idle={organisation !== undefined && changed.length === 0} close={close} />
      </form>
    </Dialog>
  );
}
