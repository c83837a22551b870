import "@mantine/core/styles/PasswordInput.css";
import { useT } from "@filodiretto/i18n";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import type { IdentityValues, SecretWish } from "./identity_values";

interface Props {
  values: IdentityValues;
  set: (change: Partial<IdentityValues>) => void;
  secretIsSet: boolean;
  secret: SecretWish;
  setSecret: (next: SecretWish) => void;
  errors: Record<string, string>;
}

/** What identity questions ask for. The secret is written and never read back. */
export function IdentityFields({ values, set, secretIsSet, secret, setSecret, errors }: Props) {
  const t = useT();
  const field = (name: keyof IdentityValues) => ({
    className: "grow", label: t(`qfield.${name}`), value: values[name], error: errors[`/${name}`], autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="label">{t("customer.identity")}</legend>
      <p className="dim small" style={{ margin: 0 }}>{t("customer.identity.help")}</p>
      <div className="row wrap" style={{ alignItems: "flex-start" }}>
        <TextInput type="date" {...field("birth_date")} />
        <TextInput {...field("tax_code")} />
      </div>
      <div className="row wrap" style={{ alignItems: "flex-start" }}>
        <TextInput {...field("address")} />
        <TextInput {...field("last_invoice")} />
      </div>
      <Secret isSet={secretIsSet} wish={secret} set={setSecret} error={errors["/secret"]} />
    </fieldset>
  );
}

function Secret({ isSet, wish, set, error }: { isSet: boolean; wish: SecretWish; set: (next: SecretWish) => void; error?: string }) {
  const t = useT();
  if (typeof wish === "string") {
    return (
      <div className="row" style={{ alignItems: "flex-end" }}>
        <PasswordInput className="grow" data-autofocus label={t("qfield.secret")} autoComplete="new-password" value={wish} error={error} onChange={(event) => set(event.currentTarget.value)} />
        <Button variant="default" onClick={() => set(undefined)}>{t("customer.secret.keep")}</Button>
      </div>
    );
  }
  return (
    <div className="row wrap">
      <span className="label">{t("qfield.secret")}</span>
      <span className="dim grow" role="status">{t(wish === null ? "customer.secret.removed" : isSet ? "customer.secret.set" : "customer.secret.none")}</span>
      {wish === null ? <Button variant="default" onClick={() => set(undefined)}>{t("customer.secret.keep")}</Button> : (
        <>
          <Button variant="default" onClick={() => set("")}>{t(isSet ? "customer.secret.replace" : "customer.secret.enter")}</Button>
          {isSet && <Button variant="default" onClick={() => set(null)}>{t("customer.secret.remove")}</Button>}
        </>
      )}
    </div>
  );
}
