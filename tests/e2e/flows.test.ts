// What callers go through, written by an administrator: every member that a flow has.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { people, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());
const say = (key: string) => text("en", key);

type Document = { start: string; language?: string; nodes: Record<string, Record<string, unknown>> };
interface Row {
  id: string;
  document: Document;
}

const waiting: Document = {
  start: "hello",
  nodes: {
    hello: { type: "say", prompt: { text: { it: "Buongiorno", en: "Welcome" } }, next: "menu" },
    menu: { type: "menu", prompt: { text: { it: "Premi 1", en: "Press 1" } }, options: { "1": "wait" }, otherwise: "bye" },
    wait: { type: "queue", queue: "", announce: { every_ms: 20_000 } },
    bye: { type: "hang_up", prompt: "Goodbye" },
  },
};

/** A flow of this story's own, through the API, as the administrator of `page`. */
async function makeFlow(page: Page, name: string): Promise<Row> {
  const headers = { Origin: desk.base };
  const { items } = (await (await page.request.get(`${desk.base}/api/v1/names/queues`)).json()) as { items: { name: string }[] };
  const document = structuredClone(waiting);
  document.nodes["wait"]!["queue"] = items[0]!.name;
  const made = await page.request.post(`${desk.base}/api/v1/admin/flows`, { headers, data: { name, document } });
  expect(made.status(), await made.text()).toBe(201);
  return (await made.json()) as Row;
}

const stored = async (page: Page, id: string) => ((await (await page.request.get(`${desk.base}/api/v1/admin/flows/${id}`)).json()) as Row).document;

it("a flow's announcements, keys and languages are set in its form, and the rest of it stays", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin" });
  const { id } = await makeFlow(page, "Announcements");
  await page.goto(`${desk.base}/admin/flows/${id}`);
  await page.getByRole("list", { name: say("flow.nodes") }).getByRole("button", { name: /^1\s*wait/ }).click();
  await page.getByRole("group", { name: say("flow.announce"), exact: true }).getByLabel(say("flow.every")).fill("45");
  await page.getByRole("switch", { name: say("flow.position") }).click();
  await page.getByRole("list", { name: say("flow.nodes") }).getByRole("button", { name: /^hello/ }).click();
  await page.getByRole("switch", { name: say("flow.interruptible") }).click();
  await page.getByRole("combobox", { name: say("flow.language"), exact: true }).click();
  await page.getByRole("option", { name: "English" }).click();
  await page.keyboard.press("Control+s");
  await expect.poll(async () => (await stored(page, id)).language).toBe("en");
  const { nodes } = await stored(page, id);
  expect(nodes["wait"]).toMatchObject({ announce: { every_ms: 45_000, position: false } });
  expect(nodes["hello"]).toEqual({ ...waiting.nodes["hello"], interruptible: false });
  expect(nodes["menu"]).toEqual(waiting.nodes["menu"]);
});
