import type { Figures } from "@filodiretto/api-client";
import { duration, number, percent, useLanguage, useT } from "@filodiretto/i18n";
import css from "./live.module.css";

export type FigureName = keyof Figures;
const ratios = new Set<FigureName>(["service_level", "first_contact_resolution"]);

export function figureText(name: FigureName, value: number | null, language: string): string {
  if (ratios.has(name)) return percent(value, language);
  return name.endsWith("_ms") ? duration(value, language) : number(value, language);
}

const shown = ["service_level", "offered", "answered", "abandoned", "speed_of_answer_ms", "handling_time_ms", "take_charge_ms", "resolve_ms", "first_contact_resolution"] as const;

/** The figures of a day in a row; what each means is told on hover. */
export function FigureTiles({ figures }: { figures: Figures }) {
  const t = useT();
  const language = useLanguage();
  return (
    <dl className={css.tiles}>
      {shown.map((name) => (
        <div key={name} title={t(`kpi.${name}.help`)}>
          <dt>{t(`kpi.${name}`)}</dt>
          <dd className="num">{figureText(name, figures[name], language)}</dd>
        </div>
      ))}
    </dl>
  );
}
