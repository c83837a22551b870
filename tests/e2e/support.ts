import { exec } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";

export const languages = ["it", "fr", "en"] as const;
export type Language = (typeof languages)[number];

const web = (path: string) => fileURLToPath(new URL(`../../web/${path}`, import.meta.url));
const catalogues = Object.fromEntries(
  languages.map((language) => [language, JSON.parse(readFileSync(web(`packages/i18n/src/${language}.json`), "utf8")) as Record<string, string>]),
);

/** A text of the interface, so that stories hold in every language. */
export function text(language: Language, key: string): string {
  const found = catalogues[language]?.[key];
  if (!found) throw new Error(`no text ${key}`);
  return found;
}

export interface Person {
  login: string;
  password: string;
}
const env = process.env;
export const real = env["FILO_URL"] !== undefined;
export const agent: Person = { login: env["FILO_LOGIN"] ?? "anna", password: env["FILO_PASSWORD"] ?? "demo" };
export const admin: Person = { login: env["FILO_ADMIN"] ?? "admin", password: env["FILO_ADMIN_PASSWORD"] ?? "demo" };
export const knownCaller = env["FILO_ANI"] ?? "+393334000000";
export const canRing = !real || env["FILO_RING"] !== undefined;

export interface Desk {
  base: string;
  ring: (ani: string, login?: string) => Promise<void>;
  open: (options?: Partial<{ person: Person; language: Language; width: number; scheme: "light" | "dark"; path: string }>) => Promise<Page>;
  close: () => Promise<void>;
}

/** A browser and something to look at: the server of FILO_URL or the stand-in. */
export async function startDesk(): Promise<Desk> {
  const mock = real ? null : await (await import(web("mock/server.mjs"))).startMock();
  const base = env["FILO_URL"] ?? `http://127.0.0.1:${mock.port}`;
  const browser: Browser = await chromium.launch({
    executablePath: env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"],
  });
  const contexts: BrowserContext[] = [];
  return {
    base,
    ring: (ani, login = agent.login) => (real ? run(env["FILO_RING"]!.replace("{ani}", ani)) : post(`${base}/mock/ring`, { ani, login })),
    open: async ({ person, language = "it", width = 1440, scheme = "light", path = "/" } = {}) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language, colorScheme: scheme, permissions: ["microphone"] });
      contexts.push(context);
      const page = await context.newPage();
      if (person) {
        const answer = await page.request.post(`${base}/api/v1/session`, { data: person, headers: { Origin: base } });
        expect(answer.ok(), `log-in of ${person.login}`).toBe(true);
        await page.request.patch(`${base}/api/v1/session`, { data: { language, theme: "auto" }, headers: { Origin: base } });
      }
      await page.goto(base + path);
      return page;
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      mock?.stop();
    },
  };
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

/** Starts the caller and leaves it alone: it ends with its call. */
async function run(command: string): Promise<void> {
  exec(command);
}

export async function becomeReady(page: Page): Promise<void> {
  await page.getByTestId("presence").waitFor();
  await page.keyboard.press("Alt+r");
  await page.locator("[data-testid=presence][data-state=ready]").waitFor();
}

interface Finding {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds serious or critical; nothing is the only good answer. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Motion ends first: a half faded text has no contrast to measure.
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== "running" || each.effect?.getTiming().iterations === Infinity));
  await page.evaluate(readFileSync(web("node_modules/axe-core/axe.min.js"), "utf8"));
  const violations = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)")) as Finding[];
  return violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).slice(0, 3).join(" | ")}`);
}
