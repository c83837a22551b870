import { api, type CustomerRef } from "@filodiretto/api-client";
import { formatPhone, useT } from "@filodiretto/i18n";
import { PhoneNumber } from "@filodiretto/ui";
import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useKeys } from "../keys";
import { keys, queryClient } from "../query";
import { CustomerField } from "../shared/customer_field";
import { toastError } from "../shared/toast";
import css from "./dossier.module.css";

interface Props {
  call: { id: string; ani: string; candidates: CustomerRef[] };
}

/** Nobody known by this number: choose among the likely ones, find somebody, or make a contact at once. */
export default function UnknownCaller({ call }: Props) {
  const t = useT();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const bind = async (body: { customer_id: string } | { name: string }) => {
    setBusy(true);
    await api.calls.bind(call.id, body).then(() => queryClient.invalidateQueries({ queryKey: keys.me }), toastError);
    setBusy(false);
  };
  const create = () => void bind({ name: name.trim() || t("customer.contactNamed", { number: formatPhone(call.ani) || t("phone.anonymous") }) });
  useKeys([{ keys: "alt+n", label: "customer.newContact", run: create, inFields: true }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create();
  };
  return (
    <div className={css.dossier} data-testid="dossier-unknown">
      <header className={css.who}><span className={css.name}>{t("customer.unknown")}</span><PhoneNumber number={call.ani} /></header>
      {call.candidates.length > 0 && (
        <section className={css.section}>
          <h2>{t("dossier.candidates")}</h2>
          {call.candidates.map((each) => (
            <Button key={each.id} variant="default" justify="flex-start" loading={busy} onClick={() => void bind({ customer_id: each.id })}>{each.name}{each.organisation && ` · ${each.organisation}`}</Button>
          ))}
        </section>
      )}
      <form className={css.section} onSubmit={submit}>
        <h2>{t("customer.newContact")}</h2>
        <TextInput label={t("customer.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="off" />
        <Button type="submit" loading={busy} title="Alt+N">{t("customer.saveContact")} (Alt+N)</Button>
      </form>
      <section className={css.section}>
        <h2>{t("dossier.isKnown")}</h2>
        <CustomerField value={null} label={t("customer.find")} onChange={(customer) => customer && void bind({ customer_id: customer.id })} />
      </section>
    </div>
  );
}
