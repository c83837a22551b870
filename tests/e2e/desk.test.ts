import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { people, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());
const say = (key: string) => text("en", key);

it("the list walks by j, k and arrows, Enter opens, and the URL holds its state", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all&sort=created" });
  const at = () => page.evaluate(() => document.activeElement?.getAttribute("data-ticket") ?? "");
  await page.locator("main [data-ticket]").first().waitFor();
  await page.keyboard.press("j");
  await expect.poll(at).not.toBe("");
  const first = await at();
  await page.keyboard.press("ArrowDown");
  await expect.poll(at).not.toBe(first);
  await page.keyboard.press("k");
  await expect.poll(at).toBe(first);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`tickets/${first}\\?view=all&sort=created`));
  await page.locator("main [data-ticket][aria-current=true]").waitFor();
  await page.keyboard.press("j");
  await expect.poll(() => page.url()).not.toContain(first);
  await page.reload();
  await page.locator("main [data-ticket][aria-current=true]").waitFor();
});

it("long lists load further rows and keep only those in sight", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await page.locator("main [data-ticket]").first().waitFor();
  const body = page.locator("main [role=rowgroup]");
  const height = () => body.evaluate((list) => list.clientHeight);
  const before = await height();
  expect(await page.locator("main [data-ticket]").count()).toBeLessThan(50);
  await body.evaluate((list) => list.parentElement!.scrollTo(0, list.clientHeight));
  await expect.poll(height).toBeGreaterThan(before);
});

it("the heads order the list, columns are chosen, and both are kept as a view with a name", async () => {
  const page = await desk.open({ person: people.luca, language: "en", path: "/tickets?view=all" });
  const head = (key: string) => page.getByRole("columnheader", { name: say(key) });
  await head("ticket.priority").getByRole("button").click();
  await page.waitForURL(/sort=priority$/);
  expect(await head("ticket.priority").getAttribute("aria-sort")).toBe("descending");
  await page.locator("main [role=row]", { hasText: say("priority.urgent") }).first().waitFor();
  await head("ticket.priority").getByRole("button").click();
  await page.waitForURL(/order=asc/);
  await page.getByRole("button", { name: say("column.title") }).click();
  await page.getByRole("checkbox", { name: say("ticket.team") }).click();
  await page.keyboard.press("Escape");
  await head("ticket.team").waitFor();

  await page.getByRole("button", { name: say("view.save") }).click();
  await page.getByRole("textbox", { name: say("view.name") }).fill("Quiet ones");
  await page.keyboard.press("Control+Enter");
  const tab = page.getByRole("tab", { name: "Quiet ones" });
  await tab.waitFor();
  // The button that asked is gone: the focus waits on the new view.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Quiet ones");
  await page.getByRole("tab", { name: say("worklist.view.all") }).click();
  await page.reload();
  await tab.click();
  await page.waitForURL(/sort=priority&order=asc.*saved=\d+/);
  await head("ticket.team").waitFor();
  await page.getByRole("button", { name: say("view.menu").replace("{name}", "Quiet ones") }).click();
  await page.getByRole("menuitem", { name: say("action.delete") }).click();
  await tab.waitFor({ state: "detached" });
});

it("many tickets are changed at once, each with its answer, and changed back", async () => {
  const page = await desk.open({ person: people.luca, language: "en", path: "/tickets?view=unassigned&sort=created" });
  const rows = page.locator("main [role=row][data-index]");
  await rows.nth(2).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await rows.nth(2).click({ modifiers: ["Shift"], position: { x: 500, y: 20 } });
  const bar = page.getByRole("region", { name: say("bulk.title") });
  await bar.getByText("3 selected").waitFor();
  const ids = await page.locator("[data-ticked] [data-ticket]").evaluateAll((all) => all.map((each) => each.getAttribute("data-ticket")));
  await bar.getByRole("button", { name: say("bulk.take") }).click();
  await page.getByText("3 tickets changed").waitFor();
  const owners = () => Promise.all(ids.map(async (id) => (await (await page.request.get(`${desk.base}/api/v1/tickets/${id}`)).json()).owner?.name ?? null));
  expect(new Set(await owners()).size).toBe(1);
  await page.getByRole("button", { name: say("bulk.details") }).click();
  await page.getByRole("dialog").getByText(`${say("ticket.owner")}: –`).first().waitFor();
  await page.keyboard.press("Escape");
  await page.goto(`${desk.base}/tickets?view=mine&sort=created`);
  await page.locator(`[data-ticket="${ids[0]}"]`).waitFor();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: say("ticket.owner"), exact: true }).last().click();
  await page.getByRole("menuitem", { name: say("bulk.nobody") }).click();
  await expect.poll(owners).toEqual([null, null, null]);
  await page.getByRole("button", { name: say("action.undo") }).click();
  await expect.poll(owners).not.toContain(null);
  expect(new Set(await owners()).size).toBe(1);
});

it("a customer's organisation is made in place, and its page shows its people and what happened", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/customers" });
  await page.locator("tr.link a").first().click();
  await page.getByRole("button", { name: say("customer.edit") }).click();
  const field = page.getByRole("dialog").getByRole("combobox", { name: say("customer.organisation") });
  await field.fill("Bakery at the Corner");
  await page.getByRole("option", { name: say("organisation.createNamed").replace("{name}", "Bakery at the Corner") }).click();
  await page.getByRole("dialog").getByText(say("admin.changes").replace("{fields}", say("customer.organisation"))).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText(say("customer.saved")).waitFor();
  await page.locator("main").getByRole("link", { name: "Bakery at the Corner" }).click();
  await page.waitForURL(/organisations\/\d+/);
  await page.getByRole("heading", { name: "Bakery at the Corner" }).waitFor();
  await page.locator("main label", { hasText: say("organisation.part.customers") }).click();
  await page.locator("tr.link a").first().waitFor();
  await page.goto(`${desk.base}/organisations?q=bakery`);
  await page.locator("tr.link a", { hasText: "Bakery at the Corner" }).waitFor();
});

it("what was typed into a form is there again after a reload, and says so", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/customers" });
  await page.locator("tr.link a").first().waitFor();
  await page.keyboard.press("n");
  await page.getByRole("dialog").getByLabel(say("customer.name")).fill("Half a name");
  await page.getByText(say("draft.saved")).waitFor();
  await page.evaluate(() => localStorage.clear()); // another computer: only the server knows
  await page.reload();
  await page.locator("tr.link a").first().waitFor();
  await page.keyboard.press("n");
  await page.getByText(say("draft.restored")).waitFor();
  expect(await page.getByRole("dialog").getByLabel(say("customer.name")).inputValue()).toBe("Half a name");
  await page.getByRole("button", { name: say("admin.discard") }).click();
  await expect.poll(() => page.getByRole("dialog").getByLabel(say("customer.name")).inputValue()).toBe("");
});

it("a page of the administration tells who changed what", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin/pause-reasons/new" });
  await page.getByLabel(say("f.name")).fill("Fresh air");
  await page.keyboard.press("Control+Enter");
  await page.locator("tr.link a", { hasText: "Fresh air" }).click();
  await page.getByLabel(say("f.name")).fill("Fresh air, five minutes");
  await page.keyboard.press("Control+Enter");
  await page.locator("tr.link a", { hasText: "five minutes" }).click();
  await page.getByRole("button", { name: say("audit.show") }).click();
  const log = page.getByRole("region", { name: say("audit.title") });
  await log.getByText(say("audit.action.create")).waitFor();
  await log.locator("del", { hasText: "Fresh air" }).waitFor();
  await log.locator("ins", { hasText: "five minutes" }).waitFor();
});

it("a list of the administration has heads, is searched and ordered, and its URL says so", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin/users" });
  const names = () => page.locator("tr.link a[data-row]").allTextContents();
  await page.getByRole("columnheader", { name: say("f.name") }).and(page.locator("[aria-sort=ascending]")).waitFor();
  await expect.poll(names).toEqual((await names()).toSorted());
  await page.getByRole("button", { name: say("f.role") }).click();
  await page.waitForURL(/sort=role/);
  await page.getByRole("button", { name: say("f.role") }).click();
  await page.getByRole("columnheader", { name: say("f.role") }).and(page.locator("[aria-sort=descending]")).waitFor();
  const roles = await page.locator("tr.link td:nth-child(2)").allTextContents();
  expect(roles).toEqual(roles.toSorted().reverse());
  await page.getByRole("searchbox", { name: say("admin.search") }).fill("rossi agent");
  await expect.poll(names).toEqual(["Anna Rossi"]);
  await page.reload();
  await expect.poll(names).toEqual(["Anna Rossi"]);
  await page.getByRole("searchbox", { name: say("admin.search") }).fill("nobody of this name");
  await page.getByRole("button", { name: say("admin.clearSearch") }).click();
  await expect.poll(async () => (await names()).length).toBeGreaterThan(3);
});

it("a new thing is named with its own gender", async () => {
  const page = await desk.open({ person: people.admin, language: "fr", path: "/admin/queues/new" });
  await page.getByRole("heading", { name: text("fr", "admin.new.queues") }).waitFor();
  expect(text("fr", "admin.new.queues")).toMatch(/^Nouvelle /);
});

it("a day is written as the desk's language writes it, whatever the browser's, and typed as people do", async () => {
  const page = await desk.open({ person: people.marco, language: "it", path: "/figures?date=2026-01-15" });
  const day = page.getByRole("textbox", { name: text("it", "figures.day") });
  await expect.poll(() => day.inputValue()).toBe("15/01/2026");
  await day.fill("3.2.26");
  await page.keyboard.press("Enter");
  await page.waitForURL(/date=2026-02-03/);
  await day.fill("31/02/2026"); // no such day
  await page.keyboard.press("Tab");
  await expect.poll(() => day.inputValue()).toBe("03/02/2026");
});

it("microphone and speakers are chosen from the phone's state, and the level moves", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await page.locator("[data-testid=phone][data-state=ready]").click({ timeout: 20_000 });
  const meter = page.getByRole("meter", { name: say("devices.level") });
  await expect.poll(async () => Number(await meter.getAttribute("aria-valuenow")), { timeout: 20_000, interval: 30 }).toBeGreaterThan(5);
  const microphone = page.getByLabel(say("devices.microphone"), { exact: true });
  await expect.poll(() => microphone.locator("option").count()).toBeGreaterThan(1);
  await microphone.selectOption({ index: 1 });
  const chosen = await microphone.inputValue();
  await page.reload();
  await page.locator("[data-testid=phone][data-state=ready]").click({ timeout: 20_000 });
  expect(await page.getByLabel(say("devices.microphone"), { exact: true }).inputValue()).toBe(chosen);
});

it("Ctrl-K finds a customer and goes there; ? tells the keys", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/calls" });
  await page.getByTestId("call-bar").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: say("palette.title") }).fill("maria");
  await page.getByRole("option", { name: /Maria/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/customers\/\d+/);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText(say("offer.accept")).or(page.getByRole("dialog").getByText(say("presence.goReady"))).first().waitFor();
});

it("Escape leaves a field, what was typed stays, and single keys work again", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await page.locator("main li a, main [role=row] a").first().click();
  await page.getByTestId("stopwatch").waitFor();
  await page.locator("main").focus();
  await page.keyboard.press("m");
  const note = page.getByLabel(say("composer.note.placeholder"));
  await expect.poll(() => note.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("half a tho");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  expect(await note.inputValue()).toBe("half a tho");
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText(say("keys.leaveField")).waitFor();
});

it("two agents change the same ticket: the second is told and loses nothing", async () => {
  const mine = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await mine.locator("main [data-ticket]").nth(2).click();
  const subject = mine.getByLabel(say("ticket.subject"));
  await subject.waitFor();
  // The other's change reaches the server while this desk hears nothing.
  await mine.route("**/api/v1/tickets/*", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
  const theirs = await desk.open({ person: people.luca, language: "en", path: new URL(mine.url()).pathname });
  await theirs.getByLabel(say("ticket.subject")).fill("Written by the other");
  await theirs.keyboard.press("Enter");
  await theirs.getByText(say("ticket.saved")).waitFor();

  await subject.fill("Written by me");
  await mine.keyboard.press("Enter");
  const notice = mine.getByRole("alert").filter({ hasText: say("conflict.title") });
  await notice.getByText("Written by the other").waitFor();
  await notice.getByText("Written by me").waitFor();
  await mine.getByRole("button", { name: say("conflict.keepMine") }).click();
  await notice.waitFor({ state: "detached" });
  await expect.poll(() => subject.inputValue(), { timeout: 20_000 }).toBe("Written by me");
});

it("the history of a ticket tells who did what", async () => {
  const page = await desk.open({ person: people.luca, language: "en", path: "/tickets?view=all&level=2" });
  await page.locator("main [data-ticket]").first().click();
  await page.getByRole("button", { name: say("history.show") }).click();
  await page.getByRole("region", { name: say("history.title") }).getByText(say("event.opened")).first().waitFor();
});

it("a change can be undone", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await page.locator("main [data-ticket]").nth(3).click();
  const priority = page.getByLabel(say("ticket.priority"), { exact: true });
  const before = await priority.inputValue();
  await priority.selectOption(before === "urgent" ? "low" : "urgent");
  await page.getByRole("button", { name: say("action.undo") }).click();
  await expect.poll(() => priority.inputValue()).toBe(before);
});

it("a flow with a fault is refused at its node and keeps what was typed", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin/flows" });
  await page.locator("tr.link a").first().click();
  await page.getByRole("button", { name: /Queue/ }).first().click();
  const queue = page.getByRole("combobox", { name: say("queue.title") });
  await queue.click();
  await queue.locator("xpath=ancestor::div[contains(@class,'Input-wrapper')][1]").locator("button").first().click();
  await page.keyboard.press("Control+s");
  await page.getByRole("img", { name: say("flow.hasFaults") }).first().waitFor();
  await page.reload();
  await page.getByRole("button", { name: say("action.save") }).waitFor();
  expect(await page.getByText(say("admin.discard")).count()).toBe(1);
  await page.getByRole("button", { name: say("admin.discard") }).click();
});

it("an empty required field is told beside it", async () => {
  const page = await desk.open({ person: people.admin, language: "en", path: "/admin/queues/new" });
  await page.getByLabel(say("f.name")).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText(say("error.required")).first().waitFor();
  expect(await page.getByLabel(say("f.name")).getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => page.getByLabel(say("f.name")).evaluate((field) => field === document.activeElement)).toBe(true);
});

it("an agent may not see the supervisor's pages", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/live" });
  await page.getByText(say("state.forbidden")).waitFor();
  expect(await page.getByRole("link", { name: say("nav.live") }).count()).toBe(0);
});

it("the softphone offers itself, and only one tab has the audio", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await page.locator(`[data-testid=phone][data-state=ready]`).waitFor({ timeout: 20_000 });
  const second = await page.context().newPage();
  await second.goto(desk.base);
  await second.locator("[data-testid=phone][data-state=other_tab]").waitFor();
  await second.getByTestId("phone").click();
  await page.locator("[data-testid=phone][data-state=other_tab]").waitFor();
});

it("a lost line is told and heals by itself", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await page.getByTestId("presence").waitFor();
  // From the next load on, every socket goes where nobody answers, until told otherwise.
  await page.addInitScript(() => {
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
      constructor(url: string | URL) {
        super(sessionStorage.getItem("healed") ? url : String(url).replace("events", "nowhere"));
      }
    };
  });
  await page.reload();
  await page.getByText(say("offline.banner")).waitFor();
  await page.evaluate(() => sessionStorage.setItem("healed", "1"));
  await page.getByText(say("offline.banner")).waitFor({ state: "detached", timeout: 30_000 });
});

it("a page whose files do not come says so, the call bar stays, and trying again finds it", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/customers" });
  await page.locator("tr.link a").first().waitFor();
  await page.route("**/assets/**", (route) => route.abort());
  await page.getByRole("link", { name: say("nav.calls") }).click();
  await page.getByRole("alert").getByText(say("state.offline"), { exact: true }).waitFor();
  await page.keyboard.press("?"); // neither does the dialog; the desk lives on
  await page.getByTestId("presence").waitFor();
  await page.unroute("**/assets/**");
  await page.getByRole("button", { name: say("action.retry") }).click();
  await page.getByRole("heading", { name: say("nav.calls") }).waitFor();
  await page.getByRole("table").waitFor();
});
