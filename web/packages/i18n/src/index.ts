import { useSyncExternalStore } from "react";
import type en from "./en.json";

export * from "./format";
export * from "./phone";

export const languages = ["it", "fr", "en"] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { it: "Italiano", fr: "Français", en: "English" };

type PluralSuffix = "_one" | "_many" | "_other";
type WithoutSuffix<K> = K extends `${infer Base}${PluralSuffix}` ? Base : K;
/** Every text of the interface; a wrong key does not compile. */
export type Key = WithoutSuffix<keyof typeof en>;
export type Params = Record<string, string | number>;
export type Translate = (key: Key, params?: Params) => string;

// One catalogue is fetched, the others stay on the server.
const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  it: () => import("./it.json"),
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
};

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** What the browser asks for, Italian when it asks for none of ours. */
export function browserLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    const short = tag.slice(0, 2).toLowerCase();
    if (isLanguage(short)) return short;
  }
  return "it";
}

let texts: Record<string, string> = {};
let current: Language = "it";
let plural = new Intl.PluralRules(current);
const listeners = new Set<() => void>();

export async function setLanguage(language: Language): Promise<void> {
  texts = (await catalogues[language]()).default;
  current = language;
  plural = new Intl.PluralRules(language);
  document.documentElement.lang = language;
  for (const each of listeners) each();
}

/** The text of a key; `count` chooses the plural form, {holes} are filled. */
function find(key: string, params: Params = {}): string | undefined {
  const count = params["count"];
  const form = typeof count === "number" ? texts[`${key}_${plural.select(count)}`] : undefined;
  return (form ?? texts[key])?.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
}

export const t: Translate = (key, params) => find(key, params) ?? key;

/** For keys that the server names: undefined when the catalogue does not know them. */
export function tServer(key: string, params?: Params): string | undefined {
  return find(key, params);
}

/** The language of now, for what is no component. */
export const currentLanguage = (): Language => current;

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => current);
}

export function useT(): Translate {
  useLanguage();
  return t;
}
