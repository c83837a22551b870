import type { Stopwatch } from "@filodiretto/api-client";
import { clock, dayUnit, duration, useLanguage, useT } from "@filodiretto/i18n";
import { useNow } from "@filodiretto/ui";
import { IconClock, IconClockPause } from "@tabler/icons-react";
import { stopwatchAt } from "./stopwatch";
import css from "./tickets.module.css";

const kMinuteMs = 60_000;

/** In a list: seconds only in the first minute; minutes are not mistaken for a time of day. */
export function StopwatchText({ watch }: { watch: Stopwatch }) {
  const language = useLanguage();
  const { total } = stopwatchAt(watch, useNow());
  return <span className="num small dim">{duration(total < kMinuteMs ? total : Math.floor(total / kMinuteMs) * kMinuteMs, language)}</span>;
}

/** On the ticket: total and current level, ticking. */
export function BigStopwatch({ watch, levelName }: { watch: Stopwatch; levelName: string }) {
  const t = useT();
  const language = useLanguage();
  const { total, level } = stopwatchAt(watch, useNow());
  const unit = dayUnit(language);
  return (
    <span className={css.stopwatch} role="timer" aria-label={t("stopwatch.title")} data-testid="stopwatch" data-running={watch.running}>
      {watch.running ? <IconClock size={16} stroke={1.7} aria-hidden /> : <IconClockPause size={16} stroke={1.7} aria-hidden />}
      <strong className="num">{clock(total, unit)}</strong>
      <span className="dim num">{levelName} {clock(level, unit)}</span>
      {!watch.running && <span className="dim">{t("stopwatch.stopped")}</span>}
    </span>
  );
}
