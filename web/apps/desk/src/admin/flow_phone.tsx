import { ApiError, type FlowTrial, type FlowTrialStep } from "@filodiretto/api-client";
import { languageNames, languages, useT, type Key, type Translate } from "@filodiretto/i18n";
import { Button, Select, TextInput } from "@mantine/core";
import { IconPhoneOff, IconRefresh } from "@tabler/icons-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { isTextField } from "../keys";
import { fieldMessage, messageOf } from "../shared/toast";
import { faultsByNode } from "./flow_schema";
import { kInputsMax, kKeypad, type TrialState } from "./flow_trial";
import css from "./flow.module.css";

/** A telephone before a flow: what is said as text, keys, and silence. */
export function FlowPhone({ state, openNode }: { state: TrialState; openNode: (name: string) => void }) {
  const t = useT();
  const { settings, change, trial } = state;
  const listens = trial?.awaits === "digits" && state.inputs.length < kInputsMax;
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTextField(event.target) || event.ctrlKey || event.altKey || event.metaKey || !kKeypad.includes(event.key) || !listens) return;
    event.preventDefault();
    state.press(event.key);
  };
  return (
    <section className={css.phone} aria-label={t("trial.title")} onKeyDown={onKeyDown} data-testid="flow-phone">
      <details className={css.settings}>
        <summary>{t("trial.settings")}</summary>
        <Select label={t("settings.language")} clearable placeholder={t("trial.flowLanguage")} data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={settings.language || null} onChange={(language) => change({ ...settings, language: language ?? "" })} />
        <TextInput label={t("trial.caller")} inputMode="tel" maxLength={40} value={settings.ani} onChange={(event) => change({ ...settings, ani: event.currentTarget.value })} />
        <TextInput label={t("trial.at")} description={t("trial.at.help")} type="datetime-local" value={settings.at} onChange={(event) => change({ ...settings, at: event.currentTarget.value })} />
      </details>
      {state.error ? <Refused state={state} openNode={openNode} /> : <Transcript trial={trial} openNode={openNode} />}
      <div className={css.keypad} role="group" aria-label={t("trial.keys")}>
        {kKeypad.map((digit) => <button key={digit} type="button" disabled={!listens} onClick={() => state.press(digit)}>{digit}</button>)}
      </div>
      <div className={css.phoneButtons}>
        <Button variant="default" disabled={!listens} onClick={state.wait}>{trial?.timeout_ms ? t("trial.waitFor", { seconds: trial.timeout_ms / 1000 }) : t("trial.wait")}</Button>
        <Button variant="default" disabled={!listens} leftSection={<IconPhoneOff size={14} aria-hidden />} onClick={state.hangUp}>{t("trial.hangUp")}</Button>
        <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={state.again}>{t("trial.again")}</Button>
      </div>
    </section>
  );
}

/** The same faults as when saving, each a way to its node. */
function Refused({ state, openNode }: { state: TrialState; openNode: (name: string) => void }) {
  const t = useT();
  const { error } = state;
  const pointers = error instanceof ApiError ? Object.fromEntries(error.errors.map((each) => [each.pointer, fieldMessage(each)])) : {};
  const faults = [...faultsByNode(pointers, "/document")];
  return (
    <div role="alert" className={css.transcript}>
      <p className={css.problem}>{faults.length > 0 ? t("trial.faults") : messageOf(error)}</p>
      {faults.map(([node, texts]) => <p key={node}><button type="button" className={css.nodeLink} onClick={() => openNode(node)}>{node}</button> {texts.join(" ")}</p>)}
      {faults.length === 0 && <Button variant="default" onClick={state.retry}>{t("action.retry")}</Button>}
    </div>
  );
}

function Transcript({ trial, openNode }: { trial: FlowTrial | undefined; openNode: (name: string) => void }) {
  const t = useT();
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [trial]);
  if (!trial) return <div className={css.transcript} />;
  return (
    <div ref={log} className={css.transcript} role="log" aria-label={t("trial.heard")} tabIndex={0}>
      <ol>
        {trial.left_out > 0 && <li className="dim small">{t("trial.leftOut", { count: trial.left_out })}</li>}
        {trial.steps.map((step, i) => (
          <li key={trial.left_out + i} data-kind={step.kind} lang={step.text ? step.language : undefined}>
            {step.kind === "caller" ? <span className={css.did}>{step.detail === "wait" ? t("trial.waited") : step.detail}</span> : <Step step={step} openNode={openNode} />}
          </li>
        ))}
        <li className="dim small" data-awaits={trial.awaits}>{t(awaits[trial.awaits])}</li>
      </ol>
    </div>
  );
}

const awaits: Record<FlowTrial["awaits"], Key> = { digits: "trial.awaits.digits", nothing: "trial.awaits.nothing", ended: "trial.awaits.ended" };

function Step({ step, openNode }: { step: FlowTrialStep; openNode: (name: string) => void }) {
  const t = useT();
  const said = step.text || (step.file && t("trial.file", { name: step.file }));
  const event = eventWords(step, t);
  return (
    <>
      <button type="button" className={css.nodeLink} onClick={() => openNode(step.node)}>{step.node}</button>
      {said && <span className={css.said}>{said}</span>}
      {event && <span className="dim small">{event}</span>}
    </>
  );
}

/** What happens besides words. */
function eventWords({ kind, detail }: FlowTrialStep, t: Translate): string {
  switch (kind) {
    case "hours": return `${t("node.hours")}: ${t(hours[detail] ?? "flow.open")}`;
    case "set": return detail.replace("=", " = ");
    case "queue": return `${t("node.queue")}: ${detail}`;
    case "transfer": return `${t("node.transfer")}: ${detail}`;
    case "answer": return t("trial.answered");
    case "hang_up": return detail ? t(ends[detail] ?? "trial.end.flow_end") : "";
    default: return "";
  }
}

const hours: Record<string, Key> = { open: "flow.open", closed: "flow.closed", holiday: "flow.holiday" };
const ends: Record<string, Key> = { flow_end: "trial.end.flow_end", no_input: "trial.end.no_input", budget: "trial.end.budget", caller: "trial.end.caller" };
