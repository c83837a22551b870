import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// The three catalogues say the same things, and nothing that nobody asks for.

const root = fileURLToPath(new URL("..", import.meta.url));
const catalogue = (language: string) => JSON.parse(readFileSync(join(root, `packages/i18n/src/${language}.json`), "utf8")) as Record<string, string>;
const texts = { en: catalogue("en"), it: catalogue("it"), fr: catalogue("fr") };
// A plural has its _other form; "too_many" is no plural.
const base = (key: string) => {
  const short = key.replace(/_(one|many|other)$/, "");
  return `${short}_other` in texts.en ? short : key;
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist") return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });
}
const code = [...sources(join(root, "apps")), ...sources(join(root, "packages"))].join("\n");
const literals = new Set([...code.matchAll(/["'`]([a-zA-Z]+(?:\.[\w-]+)+)["'`]/g)].map((match) => match[1]!));
// t(`status.${x}`) and t(`kpi.${x}.help`): what stands around the hole.
const patterns = [...code.matchAll(/\b(?:t|tServer)\(`([^`]*\$\{[^`]*)`/g)].map((match) => new RegExp(`^${match[1]!.split(/\$\{[^}]*\}+/).map((part) => part.replace(/\./g, "\\.")).join("[\\w-]+(?:\\.[\\w-]+)*")}$`));
// Named by the server for the fields that it refuses.
const fromServer = /^error\./;

describe("the catalogues", () => {
  it.each(["it", "fr"] as const)("%s has every key of English and no other", (language) => {
    const keys = new Set(Object.keys(texts[language]).map(base));
    expect([...new Set(Object.keys(texts.en).map(base))].filter((key) => !keys.has(key))).toEqual([]);
    expect([...keys].filter((key) => !Object.keys(texts.en).map(base).includes(key))).toEqual([]);
  });
  it.each(["en", "it", "fr"] as const)("%s has all plural forms of its language", (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plural = new Set(Object.keys(texts[language]).filter((key) => key !== base(key)).map(base));
    const missing = [...plural].flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !(key in texts[language]));
    expect(missing).toEqual([]);
  });
  it.each(["it", "fr"] as const)("%s has the same holes in each text", (language) => {
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
    expect(Object.keys(texts[language]).filter((key) => holes(texts[language][key]!) !== holes(texts.en[key] ?? texts.en[`${base(key)}_other`]!))).toEqual([]);
  });
  it.each(["en", "it", "fr"] as const)("%s is calm: no empty text, no exclamation mark", (language) => {
    expect(Object.entries(texts[language]).filter(([, text]) => text.trim() === "" || text.includes("!"))).toEqual([]);
  });
  it("no text is unused", () => {
    const used = (key: string) => literals.has(key) || patterns.some((pattern) => pattern.test(key)) || fromServer.test(key);
    expect([...new Set(Object.keys(texts.en).map(base))].filter((key) => !used(key))).toEqual([]);
  });
});
