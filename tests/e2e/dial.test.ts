// The other way: an agent calls a customer from the dossier, from the dial field and from the
// palette, and is told why nobody answers.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectSound, knownCaller, people, seriousFindings, startDesk, text, type Desk, type Language } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

const kShown = "+39 055 765 4321";

/** A page whose telephone has its sound; nobody need be ready for callers to call out. */
async function openWithPhone(language: Language, look: { width?: number; scheme?: "light" | "dark" } = {}): Promise<Page> {
  const page = await desk.open({ person: people.anna, language, path: "/customers", ...look });
  await page.locator("[data-testid=phone][data-state=ready]").waitFor({ timeout: 20_000 });
  return page;
}
const state = (page: Page, name: string) => page.locator(`[data-testid=call][data-state=${name}]`).waitFor();
const over = (page: Page) => page.getByTestId("call").waitFor({ state: "detached" });

async function openCustomer(page: Page, name: string): Promise<void> {
  await page.getByRole("searchbox").fill(name);
  await page.locator("tr.link a", { hasText: name }).click();
  await page.getByTestId("dossier").getByText(name).first().waitFor();
}

it("from the customer's dossier: it rings, both hear each other, and the time line tells it", async () => {
  const say = (key: string) => text("it", key);
  const page = await openWithPhone("it");
  const customer = await desk.customer({ answerAfter: 3_000 });
  await openCustomer(page, knownCaller.name);
  const button = page.getByRole("button", { name: say("call.dialNumber").replace("{number}", kShown) });
  await button.click();
  await state(page, "ringing");
  await page.getByTestId("call").getByText(knownCaller.name).waitFor();
  await page.getByTestId("call").getByText(say("callState.ringing")).waitFor();
  expect(await button.isDisabled(), "one agent, one call").toBe(true);
  expect(await seriousFindings(page), "while it rings").toEqual([]);

  await state(page, "talking");
  await expectSound(page, customer);
  await page.keyboard.press("Alt+h");
  await state(page, "held");
  await page.keyboard.press("Alt+h");
  await state(page, "talking");
  await expectSound(page, customer);

  // It has no ticket of its own; which one it is about is said in the dossier.
  await page.getByTestId("dossier").getByRole("button", { name: say("dossier.attach") }).first().click();
  await page.waitForURL(/\/tickets\/\d+/);
  const ticket = new URL(page.url()).pathname;
  await page.locator(`section[data-testid=call-bar] a[href='${ticket}']`).waitFor();

  // A reload in mid-call: the sound comes back.
  await page.reload();
  await state(page, "talking");
  await page.locator("[data-testid=phone][data-state=ready]").waitFor();
  await expectSound(page, customer);

  await page.keyboard.press("Alt+x");
  await over(page);
  await expect.poll(() => customer.events().map(({ event }) => event)).toContain("ended");
  const entry = page.getByTestId("dossier").locator("li", { hasText: say("outcome.out_answered") }).first();
  await entry.getByRole("link", { name: new RegExp(`#\\d+ \\${kShown}`) }).click();
  await page.getByText(say("call.called"), { exact: true }).waitFor();
  await page.locator("main").getByRole("link", { name: knownCaller.name }).waitFor();
  expect(await page.getByTestId("presence").getAttribute("data-state"), "no wrap-up, and still away").toBe("offline");
});

it("from a ticket: the call is about it", async () => {
  const page = await openWithPhone("it");
  await desk.customer({ answerAfter: 500 });
  await openCustomer(page, knownCaller.name);
  await page.locator("main a[href^='/tickets/']").first().click();
  await page.getByTestId("stopwatch").waitFor();
  const ticket = new URL(page.url()).pathname.split("/").at(-1);
  await page.getByTestId("call-number").first().click();
  await state(page, "talking");
  expect(await page.getByRole("link", { name: text("it", "call.openTicket") }).getAttribute("href")).toBe(`/tickets/${ticket}`);
  await page.keyboard.press("Alt+x");
  await over(page);
  const newest = async () => (await (await page.request.get(`${desk.base}/api/v1/calls`)).json()).items[0];
  await expect.poll(newest).toMatchObject({ direction: "out", ticket_id: ticket, dnis: knownCaller.number, outcome: "answered" });
});

it("by keyboard alone: the dial field says what is wrong, the palette calls, busy is told", async () => {
  const say = (key: string) => text("en", key);
  const page = await openWithPhone("en");
  await desk.customer({ refuse: 486 });
  await page.locator("main").focus();
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(say("dial.number"));
  await field.waitFor();
  expect(await seriousFindings(page), "the dial field").toEqual([]);
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await dialog.getByText(say("error.call.not_a_number")).waitFor();
  await field.fill("+33 4 72 00 99 11");
  await page.keyboard.press("Enter");
  await dialog.getByText(say("error.call.not_allowed")).waitFor();
  expect(await seriousFindings(page), "a refusal").toEqual([]);
  await field.fill("055 765 4321");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  const busy = page.getByText(`${kShown}: ${say("cause.busy")}`);
  await busy.waitFor();
  await over(page);
  expect(await seriousFindings(page), "why nobody answered").toEqual([]);
  await page.getByRole("alert").getByRole("button", { name: say("action.close") }).click();
  await busy.waitFor({ state: "detached" });

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").last().fill("055 765 4321");
  await page.getByRole("option", { name: say("call.dialNumber").split(" ")[0] }).first().waitFor();
  await page.keyboard.press("Enter");
  await busy.waitFor();
});

it.each([["light", 390], ["dark", 390], ["dark", 1440]] as const)("giving up while it rings, in %s at %i px", async (scheme, width) => {
  const say = (key: string) => text("fr", key);
  const page = await openWithPhone("fr", { scheme, width });
  const customer = await desk.customer({ answerAfter: 60_000 });
  await page.getByRole("button", { name: say("dial.title") }).click();
  await page.getByRole("dialog").getByLabel(say("dial.number")).fill("0557654321");
  await page.keyboard.press("Enter");
  await state(page, "ringing");
  await page.getByTestId("call").getByText(say("callState.ringing")).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await seriousFindings(page), "while it rings").toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, "wider than the screen").toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: say("call.hangUp") }).click();
  await over(page);
  await expect.poll(() => customer.events().map(({ event }) => event)).toContain("ended");
  expect(await page.getByText(say("cause.no_answer")).count(), "he knows").toBe(0);
});

it("who may not call outside has no buttons, and who has a desk phone none at all", async () => {
  const admin = await desk.open({ person: people.admin, path: "/health" });
  const ask = async (method: "get" | "put", path: string, data?: object, etag = "*") => {
    const answer = await admin.request[method](`${desk.base}/api/v1${path}`, { ...(data ? { data } : {}), headers: { Origin: desk.base, "If-Match": etag } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  };
  const { items } = await ask("get", "/admin/agents");
  const { id, etag: _, ...row } = (items as { id: string; etag: string; name: string }[]).find(({ name }) => name === "Anna Rossi")!;
  await ask("put", `/admin/agents/${id}`, { ...row, calls_out: "none" });
  try {
    const page = await openWithPhone("it");
    await openCustomer(page, knownCaller.name);
    expect(await page.getByTestId("call-number").count()).toBe(0);
    await page.getByRole("button", { name: text("it", "dial.title") }).waitFor(); // colleagues and emergencies
  } finally {
    await ask("put", `/admin/agents/${id}`, { ...row, calls_out: "national" });
  }
  const luca = await desk.open({ person: people.luca, language: "it", path: "/customers" });
  await openCustomer(luca, knownCaller.name);
  expect(await luca.getByTestId("call-number").count()).toBe(0);
  expect(await luca.getByRole("button", { name: text("it", "dial.title") }).count()).toBe(0);
});
