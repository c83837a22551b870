import { ApiError, type BulkOutcome, type TicketRow } from "@filodiretto/api-client";
import { t as now, useT } from "@filodiretto/i18n";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../session";
import { useNames } from "../shared/names";
import { dialogPart } from "../shared/part";
import { toastError, toastWith } from "../shared/toast";
import { bulk, undoOf, type BulkEdit } from "./bulk";
import { selection, useSelection } from "./selection";
import css from "./table.module.css";

const EscalateDialog = dialogPart(() => import("./bulk_escalate"));
const Outcomes = dialogPart(() => import("./bulk_outcomes"));

/** What can be done with the ticked tickets. Nothing is asked first: it can be taken back. */
export default function BulkBar({ shown, narrow = false }: { shown: TicketRow[]; narrow?: boolean }) {
  const t = useT();
  const ticked = useSelection();
  const { agent } = useSession();
  const [busy, setBusy] = useState(false);
  const [escalating, setEscalating] = useState(false);
  const [outcomes, setOutcomes] = useState<BulkOutcome[] | null>(null);
  const ids = [...ticked.keys()];
  const agents = useNames("agents"), teams = useNames("teams"), categories = useNames("categories");

  const tell = (all: BulkOutcome[]) => {
    const changed = all.filter((each) => each.result === "changed").length;
    const refused = all.filter((each) => each.result === "refused").length;
    const text = changed + refused === 0 ? now("bulk.nothing") : refused > 0 ? now("bulk.someRefused", { changed, refused }) : now("bulk.changed", { count: changed });
    const back = undoOf(all);
    toastWith(text, [
      { label: now("bulk.details"), run: () => setOutcomes(all) },
      ...(back.length > 0 ? [{ label: now("action.undo"), run: () => void run(() => bulk.edit(back)) }] : []),
    ]);
    if (refused > 0) setOutcomes(all);
  };
  const run = async (step: () => Promise<BulkOutcome[]>) => {
    setBusy(true);
    await step().then(tell, (error: unknown) => toastError(error instanceof ApiError ? error : new Error(String(error))));
    setBusy(false);
  };
  const edit = (change: BulkEdit) => void run(() => bulk.edit(ids.map((id) => ({ id, ...change }))));

  return (
    <>
      {ids.length > 0 && (
        <section className={`${css.bulk} ${narrow ? css.bulkNarrow : ""}`} aria-label={t("bulk.title")} aria-busy={busy}>
          <strong className="num" role="status">{t("bulk.count", { count: ids.length })}</strong>
          {ids.length < shown.length && <Button variant="subtle" onClick={() => selection.all(shown)}>{t("bulk.tickAll")}</Button>}
          {agent && <Button disabled={busy} onClick={() => void run(() => bulk.take(ids))}>{t("bulk.take")}</Button>}
          <Choices label={t("ticket.owner")} disabled={busy} choices={agents.map((each) => [each.id, each.name])} none={t("bulk.nobody")} onChoose={(id) => edit({ owner_id: id })} />
          <Choices label={t("ticket.team")} disabled={busy} choices={teams.map((each) => [each.id, each.name])} none={t("bulk.noTeam")} onChoose={(id) => edit({ team_id: id })} />
          <Choices label={t("ticket.status")} disabled={busy} choices={(["open", "pending"] as const).map((each) => [each, t(`status.${each}`)])} onChoose={(status) => edit({ status: status as "open" })} />
          <Choices label={t("ticket.priority")} disabled={busy} choices={(["urgent", "high", "normal", "low"] as const).map((each) => [each, t(`priority.${each}`)])} onChoose={(priority) => edit({ priority: priority as "high" })} />
          <Choices label={t("ticket.category")} disabled={busy} choices={categories.map((each) => [each.id, each.name])} none={t("bulk.noCategory")} onChoose={(id) => edit({ category_id: id })} />
          <Button variant="default" disabled={busy} onClick={() => setEscalating(true)}>{t("ticket.escalate")}…</Button>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={t("bulk.clear")} onClick={() => selection.clear()}><IconX size={16} /></ActionIcon>
        </section>
      )}
      {escalating && <EscalateDialog count={ids.length} close={() => setEscalating(false)} run={(level, reason) => void run(() => bulk.escalate(ids, level, reason))} />}
      {outcomes && <Outcomes outcomes={outcomes} close={() => setOutcomes(null)} />}
    </>
  );
}

interface ChoicesProps {
  label: string;
  disabled: boolean;
  choices: (readonly [value: string, label: string])[];
  /** What "none" is called, where it can be chosen. */
  none?: string;
  onChoose: (value: string | null) => void;
}

function Choices({ label, disabled, choices, none, onChoose }: ChoicesProps) {
  return (
    <Menu position="top-start">
      <Menu.Target><Button variant="default" disabled={disabled} rightSection={<IconChevronDown size={12} aria-hidden />}>{label}</Button></Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        {none && <Menu.Item onClick={() => onChoose(null)}><span className="dim">{none}</span></Menu.Item>}
        {choices.map(([value, name]) => <Menu.Item key={value} onClick={() => onChoose(value)}>{name}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
