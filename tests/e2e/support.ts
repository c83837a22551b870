import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { expect } from "vitest";
import { callByBaresip } from "./baresip.mjs";
import { call, customer, kNumbers } from "./caller.mjs";
import { knownCaller } from "./demo_day.mjs";
import { Recording, writeVoice } from "./hearing";

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
interface Run {
  base: string;
  sip: number;
  trunk: number;
  people: Record<string, Person>;
}
const given = process.env["FILO_RUN"];
if (!given) throw new Error("the stories need a server: node tests/e2e/run.mjs");
const run = JSON.parse(given) as Run;
export const people = run.people as Record<"anna" | "luca" | "claire" | "james" | "marco" | "admin", Person>;
export { kNumbers, knownCaller };

/** The pitches by which voices are told apart: the agent's microphone, and who calls. */
export const kAgentHz = 1_000;
export const kCallerHz = 440;
export const kBaresipHz = 700;

export type Call = ReturnType<typeof call> & { hears: Recording };
export type BaresipCall = Awaited<ReturnType<typeof callByBaresip>> & { hears: Recording };
export interface Answering {
  answerAfter?: number;
  refuse?: number;
}
export interface Look {
  person: Person;
  language: Language;
  width: number;
  scheme: "light" | "dark";
  path: string;
}

export interface Desk {
  base: string;
  /** A customer dials; the story may hang up for him, else he goes when the desk closes. */
  ring: (from: string, number?: string) => Call;
  /** The same from a telephone of others; nobody presses a key yet. */
  ringByBaresip: (from: string, number?: string) => Promise<BaresipCall>;
  /** Every number outside rings at this telephone, until it is hung up for good. */
  customer: (how?: Answering) => Promise<Call>;
  open: (look?: Partial<Look>) => Promise<Page>;
  /** After each story, also a failed one: callers gone, agents offline, pages closed. */
  quiet: () => Promise<void>;
  close: () => Promise<void>;
}

const kChromium = [
  "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

const kPatienceMs = 20_000;

/** A browser, and callers, before the server that runs. */
export async function startDesk(): Promise<Desk> {
  const { base } = run;
  const folder = mkdtempSync(join(tmpdir(), "filodiretto-desk-"));
  const file = (name: string) => join(folder, name);
  writeVoice(file("microphone.wav"), kAgentHz);
  writeVoice(file("baresip.wav"), kBaresipHz, 60, 8_000);
  const browser: Browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"],
    args: [...kChromium, `--use-file-for-fake-audio-capture=${file("microphone.wav")}`],
  });
  const callers: { hangUp: () => Promise<unknown> }[] = [];
  let calls = 0;
  const pages: Page[] = [];
  const open = async ({ person, language = "it", width = 1440, scheme = "light", path = "/" }: Partial<Look> = {}) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language, colorScheme: scheme, permissions: ["microphone"] });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(kPatienceMs);
    await page.addInitScript(rememberConnections);
    if (person) {
      const { login, password } = person;
      const answer = await page.request.post(`${base}/api/v1/session`, { data: { login, password }, headers: { Origin: base } });
      expect(answer.ok(), `log-in of ${login}`).toBe(true);
      await page.request.patch(`${base}/api/v1/session`, { data: { language, theme: "auto" }, headers: { Origin: base } });
    }
    await page.goto(base + path);
    return page;
  };
  return {
    base,
    open,
    ring: (from, number = kNumbers.it) => {
      const record = file(`caller-${++calls}.wav`);
      const caller = call({ sip: run.sip, trunk: run.trunk, from, number, tone: kCallerHz, record });
      callers.push(caller);
      return { ...caller, hears: new Recording(() => record) };
    },
    customer: async (how = {}) => {
      const record = file(`customer-${++calls}.wav`);
      const phone = customer({ sip: run.sip, trunk: run.trunk, tone: kCallerHz, record, ...how });
      callers.push(phone);
      await expect.poll(() => phone.events().some(({ event }) => event === "ready"), { timeout: 10_000 }).toBe(true);
      return { ...phone, hears: new Recording(() => record) };
    },
    ringByBaresip: async (from, number = kNumbers.it) => {
      const caller = await callByBaresip({ sip: run.sip, trunk: run.trunk, from, number, folder: file(`baresip-${++calls}`), voice: file("baresip.wav") });
      callers.push(caller);
      return { ...caller, hears: new Recording(caller.recording) };
    },
    quiet: async () => {
      await Promise.all(callers.splice(0).map((each) => each.hangUp()));
      for (const page of pages.splice(0)) {
        await page.request.put(`${base}/api/v1/live/me/presence`, { data: { presence: "offline" }, headers: { Origin: base } }).catch(() => undefined);
        await page.context().close();
      }
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs in the page: keeps the peer connections, so that a story can measure what is heard. */
function rememberConnections(): void {
  const Real = window.RTCPeerConnection;
  const all: RTCPeerConnection[] = [];
  Object.assign(window, { connections: all });
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      all.push(this);
    }
  };
}

export interface Heard {
  packetsIn: number;
  packetsOut: number;
  /** Sum of the squared level since the connection began: it grows only while something sounds. */
  energy: number;
}

export function heard(page: Page): Promise<Heard> {
  return page.evaluate(async () => {
    const all = (window as unknown as { connections: RTCPeerConnection[] }).connections.filter((each) => each.connectionState === "connected");
    const sum = { packetsIn: 0, packetsOut: 0, energy: 0 };
    for (const connection of all) {
      for (const each of (await connection.getStats()).values()) {
        if (each.type === "inbound-rtp") {
          sum.packetsIn += each.packetsReceived;
          sum.energy += each.totalAudioEnergy ?? 0;
        } else if (each.type === "outbound-rtp") sum.packetsOut += each.packetsSent;
      }
    }
    return sum;
  });
}

/** The caller is heard in the browser and the microphone goes out, from now on; `caller` hears it. */
export async function expectSound(page: Page, caller?: { hears: Recording }): Promise<void> {
  const before = await heard(page);
  await expect.poll(async () => (await heard(page)).energy, { timeout: 20_000 }).toBeGreaterThan(before.energy + 0.001);
  const after = await heard(page);
  expect(after.packetsIn).toBeGreaterThan(before.packetsIn);
  expect(after.packetsOut).toBeGreaterThan(before.packetsOut);
  if (caller) await expectAgentHeard(caller);
}

/** The caller hears the voice of the agent's microphone, and next to nothing else. */
export async function expectAgentHeard({ hears }: { hears: Recording }): Promise<void> {
  await expect.poll(async () => {
    const now = await hears.listen(1);
    return now.loud > 0.3 ? now.pitch(kAgentHz) : 0;
  }, { timeout: 20_000 }).toBeGreaterThan(0.8);
}

/** How much of what the browser hears lies within 40 Hz of this pitch in the clearest moment of a second, 0 to 1. */
export function pitchInBrowser(page: Page, hz: number): Promise<number> {
  return page.evaluate(async (wanted) => {
    const all = (window as unknown as { connections: RTCPeerConnection[] }).connections.filter((each) => each.connectionState === "connected");
    const track = all[0]?.getReceivers()[0]?.track;
    if (!track) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8_192;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await context.resume();
    const levels = new Float32Array(analyser.frequencyBinCount);
    const width = context.sampleRate / analyser.fftSize;
    let clearest = 0;
    for (let look = 0; look < 10; ++look) {
      await new Promise((done) => setTimeout(done, 100));
      analyser.getFloatFrequencyData(levels);
      let [near, sum] = [0, 1e-9];
      for (const [bin, level] of levels.entries()) {
        const power = 10 ** (level / 10);
        sum += power;
        if (Math.abs(bin * width - wanted) < 40) near += power;
      }
      clearest = Math.max(clearest, near / sum);
    }
    await context.close();
    return clearest;
  }, hz);
}

/** The softphone has its sound and the agent takes calls. */
export async function becomeReady(page: Page): Promise<void> {
  await page.locator("[data-testid=phone][data-state=ready]").waitFor({ timeout: 20_000 });
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
