import i18next from "i18next";
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

export async function setLanguage(language: Language): Promise<void> {
  const texts = (await catalogues[language]()).default;
  if (!i18next.isInitialized) {
    await i18next.init({
      lng: language,
      showSupportNotice: false,
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false, prefix: "{", suffix: "}" },
      resources: { [language]: { translation: texts } },
    });
  } else {
    i18next.addResourceBundle(language, "translation", texts);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
}

export const t: Translate = (key, params) => i18next.t(key, params);

/** For keys that the server names: undefined when the catalogue does not know them. */
export function tServer(key: string, params?: Params): string | undefined {
  return i18next.exists(key) ? i18next.t(key, params) : undefined;
}

function subscribe(changed: () => void): () => void {
  i18next.on("languageChanged", changed);
  return () => i18next.off("languageChanged", changed);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => (i18next.language ?? "it") as Language);
}

export function useT(): Translate {
  useLanguage();
  return t;
}
