import { api, type Figures } from "@filodiretto/api-client";
import { dayInWords, isDay, localDay, useLanguage, useT } from "@filodiretto/i18n";
import { currentTime, Failed, Skeleton } from "@filodiretto/ui";
import { ActionIcon } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useLocation, useSearch } from "wouter";
import { useKeys } from "../keys";
import { failure, keys } from "../query";
import { DateField } from "../shared/date_field";
import { Page } from "../shared/page";
import { FigureTiles, figureText } from "./figure_tiles";
import css from "./live.module.css";

const kDayMs = 86_400_000;
const ofQueues = ["offered", "answered", "answered_in_time", "abandoned", "service_level", "speed_of_answer_ms", "handling_time_ms", "take_charge_ms", "resolve_ms", "first_contact_resolution"] as const;
// Waiting and giving up happen to queues; of an agent they say nothing.
const ofAgents = ["offered", "answered", "handling_time_ms", "take_charge_ms", "resolve_ms", "first_contact_resolution"] as const;

/** The figures of one day; the day is in the URL. */
export default function FiguresPage() {
  const t = useT();
  const language = useLanguage();
  const [, go] = useLocation();
  const today = localDay(currentTime());
  const date = new URLSearchParams(useSearch()).get("date") ?? today;
  const choose = (day: string) => isDay(day) && day <= today && go(`/figures?date=${day}`, { replace: true });
  const move = (days: number) => choose(new Date(Date.parse(`${date}T12:00:00Z`) + days * kDayMs).toISOString().slice(0, 10));
  const query = useQuery({ queryKey: keys.kpi(date), queryFn: () => api.kpi.day(date), placeholderData: keepPreviousData });
  useKeys([{ keys: "ArrowLeft", label: "figures.dayBefore", run: () => move(-1) }, { keys: "ArrowRight", label: "figures.dayAfter", run: () => date < today && move(1) }]);
  return (
    <Page title={t("nav.figures")} aside={
      <span className={`row wrap ${css.day}`}>
        <span className="dim num">{dayInWords(date, language)}</span>
        <ActionIcon variant="default" size={34} aria-label={t("figures.dayBefore")} onClick={() => move(-1)}><IconChevronLeft size={16} /></ActionIcon>
        <DateField aria-label={t("figures.day")} value={date} max={today} onChange={choose} />
        <ActionIcon variant="default" size={34} aria-label={t("figures.dayAfter")} disabled={date >= today} onClick={() => move(1)}><IconChevronRight size={16} /></ActionIcon>
      </span>
    }>
      {query.isPending ? <Skeleton lines={10} /> : !query.data ? <Failed error={failure(query.error)} retry={() => void query.refetch()} /> : (
        <div className={css.page}>
          <FigureTiles figures={query.data.total} />
          <Table title={t("live.queues")} columns={ofQueues} rows={query.data.queues.map((each) => [each.queue.id, each.queue.name, each.figures])} />
          <Table title={t("live.agents")} columns={ofAgents} rows={query.data.agents.map((each) => [each.agent.id, each.agent.name, each.figures])} />
          <p className="dim small">{t("figures.zone", { zone: query.data.zone })}</p>
        </div>
      )}
    </Page>
  );
}

function Table({ title, columns, rows }: { title: string; columns: readonly (typeof ofQueues)[number][]; rows: [id: string, name: string, figures: Figures][] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <section className="filo-card"><h2>{title}</h2>
      <div className="filo-scroll-x" tabIndex={0} role="region" aria-label={title}>
        <table className="filo-table filo-figures">
          <thead><tr><th>{t("figures.name")}</th>{columns.map((name) => <th key={name} className="n" title={t(`kpi.${name}.help`)}>{t(`kpi.${name}`)}</th>)}</tr></thead>
          <tbody>{rows.map(([id, name, figures]) => <tr key={id}><td className="strong" style={{ whiteSpace: "nowrap" }}>{name}</td>{columns.map((column) => <td key={column} className="n">{figureText(column, figures[column], language)}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
