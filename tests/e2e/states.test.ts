// What is on the screen while people work, not only pages at rest: calls, dialogs, faults. Nothing
// of it is serious for axe, light and dark.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { becomeReady, knownCaller, people, seriousFindings, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

const say = (key: string) => text("it", key);
const schemes = ["light", "dark"] as const;

async function expectFine(page: Page, what: string): Promise<void> {
  expect(await seriousFindings(page), what).toEqual([]);
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("main").focus();
}

it.each(schemes)("a call from its ring to the wrap-up, in %s", async (scheme) => {
  const page = await desk.open({ person: people.anna, language: "it", scheme });
  await becomeReady(page);
  const caller = desk.ring(knownCaller.number);
  await page.getByTestId("offer").waitFor();
  await page.getByTestId("dossier").getByText(knownCaller.name).first().waitFor();
  await expectFine(page, "the incoming call");

  await page.keyboard.press("Alt+a");
  await page.locator("[data-testid=call][data-state=talking]").waitFor();
  await page.getByTestId("stopwatch").waitFor();
  await page.getByTestId("dossier").getByText(knownCaller.name).first().waitFor();
  await expectFine(page, "talking");

  await page.getByRole("button", { name: say("identity.start") }).click();
  await page.getByPlaceholder(say("identity.answer")).first().fill("di certo non questo");
  await page.keyboard.press("Enter");
  await page.getByText(say("identity.wrong"), { exact: true }).waitFor();
  await expectFine(page, "the identity check");

  await page.getByRole("button", { name: say("call.keypad") }).click();
  await page.locator("button", { hasText: "#" }).waitFor();
  await expectFine(page, "the keys");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Alt+m");
  await page.getByRole("button", { name: say("call.unmute") }).waitFor();
  await page.keyboard.press("Alt+h");
  await page.locator("[data-testid=call][data-state=held]").waitFor();
  await expectFine(page, "muted and held");

  await page.keyboard.press("Alt+x");
  await page.locator("[data-testid=presence][data-state=wrap_up]").waitFor();
  await caller.ended;
  await expectFine(page, "the wrap-up");
});

it.each(schemes)("an unknown caller, in %s", async (scheme) => {
  const page = await desk.open({ person: people.anna, language: "it", scheme });
  await becomeReady(page);
  desk.ring(scheme === "light" ? "+393471112223" : "+393471112224");
  await page.getByTestId("dossier-unknown").waitFor();
  await expectFine(page, "the unknown caller");
});

it.each(schemes)("the dialogs, a conflict and what is missing, in %s", async (scheme) => {
  const page = await desk.open({ person: people.luca, language: "it", scheme, path: "/customers" });
  await page.locator("tr.link a").first().waitFor();
  await page.keyboard.press("n");
  await page.getByRole("dialog").getByLabel(say("customer.name")).waitFor();
  await expectFine(page, "the new contact");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").locator("[aria-invalid=true]").first().waitFor();
  await expectFine(page, "the new contact without a name");
  await closeDialog(page);

  await page.goto(`${desk.base}/tickets?view=all&sort=priority`);
  await page.locator("main [data-ticket]").first().waitFor();
  await page.getByRole("button", { name: say("view.save") }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: say("view.name") }).waitFor();
  await expectFine(page, "the name of a view");
  await closeDialog(page);

  const made = await page.request.post(`${desk.base}/api/v1/tickets`, { data: { subject: `Linea muta, ${scheme}` }, headers: { Origin: desk.base } });
  const { id } = (await made.json()) as { id: string };
  await page.goto(`${desk.base}/tickets/${id}`);
  await page.getByTestId("stopwatch").waitFor();
  for (const [key, label] of [["e", "ticket.escalationReason"], ["s", "ticket.solution"]] as const) {
    await page.locator("main").focus();
    await page.keyboard.press(key);
    await page.getByRole("dialog").getByLabel(say(label)).waitFor();
    await expectFine(page, label);
    await closeDialog(page);
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await expectFine(page, "the keys");
  await closeDialog(page);

  // A colleague is faster, and this page is told only by the server's refusal.
  await page.route("**/api/v1/tickets/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    await route.continue({ headers: { ...route.request().headers(), "if-match": '"1000000"' } });
  });
  await page.getByLabel(say("ticket.priority"), { exact: true }).selectOption("urgent");
  await page.getByText(say("conflict.title")).waitFor();
  await expectFine(page, "the conflict");
});

it.each(schemes)("a form with errors, in %s", async (scheme) => {
  const page = await desk.open({ person: people.admin, language: "it", scheme, path: "/admin/queues/new" });
  await page.getByLabel(say("f.name")).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText(say("error.required")).first().waitFor();
  await expectFine(page, "the errors");
});

it.each(schemes)("the log-in that failed, in %s", async (scheme) => {
  const page = await desk.open({ language: "it", scheme });
  await page.getByLabel(say("login.login")).fill(people.james.login);
  await page.getByLabel(say("login.password"), { exact: true }).fill("questa no");
  await page.keyboard.press("Enter");
  await page.getByText(say("login.wrong")).waitFor();
  await expectFine(page, "the error");
});
