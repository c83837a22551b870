import type { Ticket } from "@filodiretto/api-client";
import { clock, dayUnit, useLanguage, useT } from "@filodiretto/i18n";
import { useNow } from "@filodiretto/ui";
import { ActionIcon, Popover } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { partsAt } from "./stopwatch";
import css from "./tickets.module.css";

/** The door to where the time went: by level and by state, ticking. Enter opens, Escape closes. */
export function StopwatchTimes({ ticket }: { ticket: Ticket }) {
  const t = useT();
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon size={24} variant="subtle" color="gray" aria-label={t("stopwatch.times")} title={t("stopwatch.times")}><IconChevronDown size={15} /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("stopwatch.times")}><Times ticket={ticket} /></Popover.Dropdown>
    </Popover>
  );
}

function Times({ ticket }: { ticket: Ticket }) {
  const t = useT();
  const unit = dayUnit(useLanguage());
  const { byLevel, byState } = partsAt(ticket.stopwatch, ticket.level, ticket.status, useNow());
  return (
    <div className={css.times}>
      <table>
        <caption>{t("stopwatch.byLevel")}</caption>
        <tbody>{byLevel.map(({ key, ms, now }) => <tr key={key} aria-current={now || undefined}><th scope="row">{t(`level.${key}`)}</th><td className="num">{clock(ms, unit)}</td></tr>)}</tbody>
      </table>
      <table>
        <caption>{t("stopwatch.byState")}</caption>
        <tbody>{byState.map(({ key, ms, now }) => <tr key={key} aria-current={now || undefined}><th scope="row">{t(`status.${key}`)}</th><td className="num">{clock(ms, unit)}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
