// What callers go through, written by an administrator: every member that a flow has, tried before
// callers do, seen as a picture or as a list.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { people, seriousFindings, startDesk, text, type Desk } from "./support";

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
  await page.getByRole("button", { name: say("flow.outline") }).click();
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

it("a flow is tried on a telephone before it is saved: keys, silence, faults, and the node where it is", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin" });
  const { id } = await makeFlow(page, "Trial");
  await page.goto(`${desk.base}/admin/flows/${id}`);
  const canvas = page.getByTestId("flow-canvas");
  const card = (name: string) => canvas.locator(`[data-node=${name}]`);

  // What is typed is tried, not what is stored.
  await card("hello").click();
  await page.getByLabel("Italiano", { exact: true }).fill("Buonasera");
  await page.getByRole("button", { name: say("trial.title") }).click();
  const phone = page.getByTestId("flow-phone");
  await phone.getByText("Buonasera").waitFor();
  await phone.locator("[data-awaits=digits]").waitFor();
  await card("menu").getByRole("img", { name: say("trial.here") }).waitFor();
  expect((await stored(page, id)).nodes["hello"]).toEqual(waiting.nodes["hello"]);

  // Silence asks again and ends at the node for it; then from the start, by the keyboard, to the queue.
  const wait = phone.getByRole("button", { name: say("trial.waitFor").replace("{seconds}", "5") });
  await wait.click();
  await expect.poll(() => phone.getByText("Premi 1").count()).toBe(2);
  await wait.click();
  await expect.poll(() => phone.getByText("Premi 1").count()).toBe(3);
  await wait.click();
  await phone.getByText("Goodbye").waitFor();
  await phone.locator("[data-awaits=ended]").waitFor();
  expect(await phone.getByRole("button", { name: "1", exact: true }).isDisabled()).toBe(true);
  await phone.getByRole("button", { name: say("trial.again") }).click();
  await phone.locator("[data-awaits=digits]").waitFor();
  await phone.getByRole("log").focus();
  await page.keyboard.press("1");
  await phone.locator("[data-awaits=nothing]").waitFor();
  await phone.getByText(`${say("node.queue")}: `).waitFor();
  await card("wait").getByRole("img", { name: say("trial.here") }).waitFor();

  // In another language, and with a fault, that leads to its node.
  await phone.getByText(say("trial.settings")).click();
  await phone.getByRole("combobox", { name: say("settings.language") }).click();
  await page.getByRole("option", { name: "English" }).click();
  await phone.getByText("Welcome").waitFor();
  await card("bye").click();
  await page.getByLabel("Italiano", { exact: true }).fill("");
  await card("menu").click();
  await page.getByRole("combobox", { name: say("flow.otherwise") }).locator("xpath=ancestor::div[contains(@class,'Input-wrapper')][1]").locator("button").first().click();
  await page.getByRole("button", { name: say("trial.title") }).click();
  await phone.getByRole("alert").getByRole("button", { name: "bye" }).click();
  expect(await page.getByLabel(say("f.name")).nth(1).inputValue()).toBe("bye");
});

it("a flow is a picture that is walked by arrows, with its faults on their nodes, and a list on a phone", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin" });
  const { id } = await makeFlow(page, "Picture");
  await page.goto(`${desk.base}/admin/flows/${id}`);
  const canvas = page.getByTestId("flow-canvas");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-node"));
  await canvas.locator("[data-node=hello]").focus();
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("menu");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("wait");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("bye");
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toBe("menu");
  await canvas.locator("[data-node=wait]").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: say("flow.announce"), exact: true }).waitFor();
  expect(await canvas.getByText(say("flow.otherwise"), { exact: true }).count()).toBe(1);

  // Ctrl and the wheel make it larger, here and not the page.
  const width = () => canvas.locator("[data-node=hello]").evaluate((card) => card.getBoundingClientRect().width);
  const before = await width();
  await canvas.hover();
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, 100);
  await page.keyboard.up("Control");
  await expect.poll(width).toBeLessThan(before);

  const queue = page.getByRole("combobox", { name: say("queue.title") });
  await queue.locator("xpath=ancestor::div[contains(@class,'Input-wrapper')][1]").locator("button").first().click();
  await page.keyboard.press("Control+s");
  await canvas.locator("[data-node=wait]").getByRole("img", { name: say("flow.hasFaults") }).waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("list", { name: say("flow.nodes") }).waitFor();
  expect(await canvas.count()).toBe(0);
});

const looks = (["light", "dark"] as const).flatMap((scheme) => [1440, 390].map((width) => [scheme, width] as const));
it.each(looks)("editor and telephone in %s at %i px: nothing serious for axe, nothing that overflows", async (scheme, width) => {
  const page = await desk.open({ person: people.admin, language: "fr", scheme, width, path: "/admin" });
  const { id } = await makeFlow(page, `Looks ${scheme} ${width}`);
  await page.goto(`${desk.base}/admin/flows/${id}`);
  await page.getByRole("combobox", { name: text("fr", "flow.type") }).waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await seriousFindings(page)).toEqual([]);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: text("fr", "trial.title") }).click();
  await page.getByTestId("flow-phone").getByRole("button", { name: "1", exact: true }).click();
  await page.locator("[data-awaits=nothing]").waitFor();
  if (process.env["FILO_SHOTS"]) await page.screenshot({ path: `${process.env["FILO_SHOTS"]}/flow-${scheme}-${width}.png`, fullPage: true });
  expect(await seriousFindings(page)).toEqual([]);
  expect(await overflow()).toBeLessThanOrEqual(0);
});
