import { formatDay, isDay, parseDay, useT } from "@filodiretto/i18n";
import { ActionIcon, TextInput, type TextInputProps } from "@mantine/core";
import { currentTime } from "@filodiretto/ui";
import { IconCalendar } from "@tabler/icons-react";
import { useRef, useState } from "react";
import css from "./date_field.module.css";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type" | "max"> {
  /** "2026-11-22", or what could not be read as a day. */
  value: string;
  /** A day, "", or what was typed when it is no day: the form tells so. */
  onChange: (value: string) => void;
  max?: string;
}

/** A day written as the language of the desk writes it, not as the browser's; the calendar is the browser's. */
export function DateField({ value, onChange, max, ...rest }: Props) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const calendar = useRef<HTMLInputElement>(null);
  const day = (text: string) => parseDay(text, currentTime()) ?? text.trim();
  const done = () => {
    if (typed !== null) onChange(day(typed));
    setTyped(null);
  };
  const type = (text: string) => {
    setTyped(text);
    onChange(/\d{4}/.test(text) ? day(text) : text); // with its year a day is complete; "1/1" may become "1/12"
  };
  return (
    <TextInput {...rest} className={css.field} inputMode="numeric" autoComplete="off" maxLength={10} placeholder={t("date.pattern")} value={typed ?? (isDay(value) ? formatDay(value) : value)}
      onChange={(event) => type(event.currentTarget.value)} onBlur={done} onKeyDown={(event) => event.key === "Enter" && done()}
      rightSection={<>
        <ActionIcon variant="subtle" color="gray" size={26} aria-label={t("date.pick")} onClick={() => calendar.current?.showPicker()}><IconCalendar size={15} aria-hidden /></ActionIcon>
        <input ref={calendar} type="date" className={css.calendar} tabIndex={-1} aria-hidden max={max} value={isDay(value) ? value : ""} onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)} />
      </>} />
  );
}
