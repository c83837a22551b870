import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { people, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());
const say = (key: string) => text("en", key);

it("the list moves by j, k and arrows, and the URL holds its state", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all&sort=created" });
  await page.locator("main li a").first().waitFor();
  await page.keyboard.press("j");
  await page.waitForURL(/tickets\/\d+\?view=all&sort=created/);
  const first = page.url();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => page.url()).not.toBe(first);
  await page.keyboard.press("k");
  await expect.poll(() => page.url()).toBe(first);
  await page.reload();
  await page.locator("main li a[aria-current=true]").waitFor();
});

it("long lists load further rows and keep only those in sight", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await page.locator("main li a").first().waitFor();
  const height = () => page.locator("main ul").evaluate((list) => list.clientHeight);
  const before = await height();
  expect(await page.locator("main li").count()).toBeLessThan(40);
  await page.locator("main ul").evaluate((list) => list.parentElement!.scrollTo(0, list.clientHeight));
  await expect.poll(height).toBeGreaterThan(before);
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
  await mine.locator("main li a").nth(2).click();
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
  expect(await subject.inputValue()).toBe("Written by me");
});

it("the history of a ticket tells who did what", async () => {
  const page = await desk.open({ person: people.luca, language: "en", path: "/tickets?view=all&level=2" });
  await page.locator("main li a").first().click();
  await page.getByRole("button", { name: say("history.show") }).click();
  await page.getByRole("region", { name: say("history.title") }).getByText(say("event.opened")).first().waitFor();
});

it("a change can be undone", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/tickets?view=all" });
  await page.locator("main li a").nth(3).click();
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
});

it("an agent may not see the supervisor's pages", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/live" });
  await page.getByText(say("state.forbidden")).waitFor();
  expect(await page.getByRole("link", { name: say("nav.live") }).count()).toBe(0);
});

it("the softphone offers itself, and only one tab has the audio", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await page.locator(`[data-testid=phone][data-state=ready]`).waitFor({ timeout: 15_000 });
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
