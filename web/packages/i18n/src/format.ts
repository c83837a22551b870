// Times, durations and numbers as people read them. Pure: the language and the time are arguments.

const kSecond = 1_000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

/** Which country's habits: Europe's for English too. */
const habits: Record<string, string> = { en: "en-GB" };
const localeOf = (language: string) => habits[language] ?? language;

const two = (value: number) => String(value).padStart(2, "0");

/** A running clock: 02:14, 1:02:14, 3 d 04:10:09. Never negative. */
export function clock(ms: number, dayUnit = "d"): string {
  const seconds = Math.max(0, Math.floor(ms / kSecond));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const tail = `${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`;
  if (days > 0) return `${days} ${dayUnit} ${two(hours)}:${tail}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

const dayUnits: Record<string, string> = { it: "g", fr: "j", en: "d" };
export const dayUnit = (language: string) => dayUnits[language] ?? "d";

/** A length of time in at most two units: 2 h 14 min, 3 d 4 h, 45 s. */
export function duration(ms: number | null | undefined, language: string): string {
  if (ms === null || ms === undefined) return "–";
  const rounded = Math.max(0, Math.round(ms / kSecond)) * kSecond;
  if (rounded < kMinute) return `${rounded / kSecond} s`;
  if (rounded < kHour) return pair(rounded, kMinute, "min", kSecond, "s");
  if (rounded < kDay) return pair(rounded, kHour, "h", kMinute, "min");
  return pair(rounded, kDay, dayUnit(language), kHour, "h");
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small);
  const head = `${Math.floor(ms / big)} ${bigUnit}`;
  return rest > 0 ? `${head} ${rest} ${smallUnit}` : head;
}

/** How many midnights of this computer lie between two moments. */
function daysBetween(fromMs: number, toMs: number): number {
  return Math.round((new Date(toMs).setHours(12, 0, 0, 0) - new Date(fromMs).setHours(12, 0, 0, 0)) / kDay);
}

/** "5 minutes ago", "yesterday"; older than a week: the date. */
export function relative(iso: string, nowMs: number, language: string): string {
  const at = Date.parse(iso);
  const ago = at - nowMs;
  const size = Math.abs(ago);
  const words = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" });
  if (size < 45 * kSecond) return words.format(0, "second");
  if (size < kHour) return words.format(Math.round(ago / kMinute), "minute");
  if (size < kDay) return words.format(Math.round(ago / kHour), "hour");
  if (size < 7 * kDay) return words.format(daysBetween(nowMs, at), "day");
  const sameYear = new Date(at).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(localeOf(language), {
    day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

export function exact(iso: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "full", timeStyle: "medium" }).format(Date.parse(iso));
}

/** For lists of moments: the time today, "yesterday 17:25", then "18 Nov 09:12"; another year with its number. */
export function dayTime(iso: string, nowMs: number, language: string): string {
  const at = Date.parse(iso);
  const time = timeOfDay(iso, language);
  const days = daysBetween(nowMs, at);
  if (days === 0) return time;
  if (days === -1) return `${new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto" }).format(-1, "day")} ${time}`;
  const sameYear = new Date(at).getFullYear() === new Date(nowMs).getFullYear();
  const day = new Intl.DateTimeFormat(localeOf(language), { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
  return `${day.format(at)} ${time}`;
}

/** A calendar day "2026-11-22" in full words. */
export function dayInWords(day: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "full", timeZone: "UTC" }).format(Date.parse(`${day}T12:00:00Z`));
}

export function timeOfDay(iso: string, language: string, seconds = false): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}),
  }).format(Date.parse(iso));
}

export function percent(ratio: number | null | undefined, language: string): string {
  if (ratio === null || ratio === undefined) return "–";
  return new Intl.NumberFormat(localeOf(language), { style: "percent", maximumFractionDigits: 1 }).format(ratio);
}

export function number(value: number | null | undefined, language: string): string {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

/** Today as YYYY-MM-DD in the zone of this computer. */
export function localDay(nowMs: number): string {
  const day = new Date(nowMs);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** "2026-11-22" as people of all our languages write it: 22/11/2026. */
export function formatDay(day: string): string {
  return day.split("-").reverse().join("/");
}

/**
 * A day as it is typed: 22/11/2026, 22.11.26, 22-11 or 22 11 (of this year), 2026-11-22. The day comes before
 * the month in all our languages. Null when there is no such day.
 */
export function parseDay(typed: string, nowMs: number): string | null {
  const parts = typed.trim().split(/[\s/.-]+/);
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d+$/.test(part))) return null;
  const [day, month, year] = parts[0]!.length === 4 ? [parts[2], parts[1], parts[0]] : parts;
  const whole = year === undefined ? String(new Date(nowMs).getFullYear()) : year.length === 2 ? `20${year}` : year;
  const text = `${whole}-${month!.padStart(2, "0")}-${(day ?? "").padStart(2, "0")}`;
  const read = isDay(text) ? new Date(`${text}T12:00:00Z`) : null;
  return read && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text) ? text : null;
}
