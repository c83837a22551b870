import { api, type Customer, type IdentityCheck } from "@filodiretto/api-client";
import { timeOfDay, useLanguage, useT } from "@filodiretto/i18n";
import { Tag, type Tone } from "@filodiretto/ui";
import { Button, TextInput } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { keys, queryClient } from "../query";
import { toastError } from "../shared/toast";
import css from "./dossier.module.css";

const tones: Record<IdentityCheck["result"], Tone> = { open: "still", passed: "good", failed: "bad", locked: "bad" };

/** Two or three questions; the right answers never come here, the server compares. */
export function IdentityPanel({ customer, callId }: { customer: Customer; callId: string | null }) {
  const t = useT();
  const language = useLanguage();
  const [check, setCheck] = useState<IdentityCheck | null>(null);
  const locked = customer.identity_locked_until !== null && Date.parse(customer.identity_locked_until) > Date.now();
  const start = () => void api.identity.start(customer.id, callId ?? undefined).then(setCheck, toastError);
  const update = (next: IdentityCheck) => {
    setCheck(next);
    if (next.result !== "open") void queryClient.invalidateQueries({ queryKey: keys.customer(customer.id) });
  };
  if (locked) {
    return <section className={css.section}><h2>{t("identity.title")}</h2><span className="small">{t("identity.lockedUntil", { time: timeOfDay(customer.identity_locked_until!, language) })}</span></section>;
  }
  if (!check) {
    return <div><Button variant="default" leftSection={<IconShieldCheck size={15} />} onClick={start}>{t("identity.start")}</Button></div>;
  }
  return (
    <section className={css.section} aria-live="polite">
      <h2 className="row">{t("identity.title")}<span className="grow" /><Tag tone={tones[check.result]}>{t(`identity.${check.result}`)}</Tag></h2>
      {check.questions.map((question) => (
        <div key={question.id} className={css.question}>
          <span className="row"><span className="grow">{question.text}</span>{question.answered && <Tag tone={question.answered === "right" ? "good" : "bad"}>{t(`identity.${question.answered}`)}</Tag>}</span>
          {!question.answered && check.result === "open" && <Answer check={check} questionId={question.id} label={question.text} done={update} />}
        </div>
      ))}
      {check.result !== "open" && check.result !== "locked" && <Button variant="default" onClick={start}>{t("identity.again")}</Button>}
    </section>
  );
}

function Answer({ check, questionId, label, done }: { check: IdentityCheck; questionId: string; label: string; done: (check: IdentityCheck) => void }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) void api.identity.answer(check.id, questionId, typed.trim()).then(done, toastError);
  };
  return (
    <form className="row" onSubmit={submit}>
      <TextInput className="grow" size="xs" aria-label={`${t("identity.answer")}: ${label}`} placeholder={t("identity.answer")} autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Button type="submit" variant="default" disabled={!typed.trim()}>{t("identity.check")}</Button>
    </form>
  );
}
