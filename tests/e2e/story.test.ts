// The day's story: a customer calls, the dossier is there before "hello", a ticket runs on its
// clock, is escalated and solved, and the call's record tells it all.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { becomeReady, expectSound, kNumbers, knownCaller, languages, people, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

// Who calls which number, in the notation of that country.
const callers = {
  it: { from: "0557654321", name: knownCaller.name },
  fr: { from: "0472009911", name: "Claire Laurent" },
  en: { from: "+447700900105", name: "Tom Baker" },
};

it.each(languages)("from the ring to the solution by keyboard alone, in %s", async (language) => {
  const say = (key: string) => text(language, key);
  const page = await desk.open({ person: people.anna, language, path: "/tickets?view=all" });
  await becomeReady(page);

  // Somebody is typing when it rings: the dossier comes, the focus and the text stay.
  const search = page.getByRole("searchbox");
  await search.focus();
  await page.keyboard.type("mod");
  const caller = desk.ring(callers[language].from, kNumbers[language]);
  await page.getByTestId("offer").getByText(callers[language].name).waitFor();
  await page.getByTestId("dossier").getByText(callers[language].name).first().waitFor();
  await page.keyboard.type("em");
  await page.keyboard.press("Enter");
  expect(await search.inputValue()).toBe("modem");
  expect(await page.getByTestId("offer").count(), "Enter in a field does not answer").toBe(1);

  await page.keyboard.press("Alt+a");
  await page.locator("[data-testid=call][data-state=talking]").waitFor();
  await page.waitForURL(/\/tickets\/\d+/);
  await expectSound(page, caller);
  const watch = page.getByTestId("stopwatch");
  const before = await watch.innerText();
  await expect.poll(() => watch.innerText(), { timeout: 20_000 }).not.toBe(before);

  // A note, typed as fast as a key can follow the other; with the call and its sound it survives a reload.
  const note = page.getByLabel(say("composer.note.placeholder"));
  await page.locator("main").focus();
  await page.keyboard.press("m");
  await page.keyboard.type("Luce rossa dal mattino");
  await page.getByText(say("draft.saved")).waitFor();
  await page.reload();
  await expect.poll(() => note.inputValue()).toBe("Luce rossa dal mattino");
  await page.locator("[data-testid=call][data-state=talking]").waitFor();
  await page.locator("[data-testid=phone][data-state=ready]").waitFor();
  await expectSound(page, caller);
  await note.focus();
  await page.keyboard.press("Control+Enter");
  await page.locator("article", { hasText: "Luce rossa dal mattino" }).waitFor();

  // Hold and resume, then a procedure that failed, level 2, and the solution.
  await page.keyboard.press("Alt+h");
  await page.locator("[data-testid=call][data-state=held]").waitFor();
  await page.keyboard.press("Alt+h");
  await page.locator("[data-testid=call][data-state=talking]").waitFor();
  await expectSound(page);
  await page.locator("main").focus();
  await page.keyboard.press("p");
  await page.keyboard.type("Riavvio del modem");
  for (let tabs = 0; tabs < 3; ++tabs) await page.keyboard.press("Tab"); // worked, partly, failed
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(say("procedure.failed"));
  await page.keyboard.press("Enter");
  await page.locator("main").getByText("Riavvio del modem", { exact: true }).first().waitFor();

  await page.locator("main").focus();
  await page.keyboard.press("e");
  await page.getByRole("dialog").getByLabel(say("ticket.escalationReason")).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.keyboard.type("Serve la centrale");
  await page.keyboard.press("Control+Enter");
  await page.locator("header", { hasText: say("level.2") }).waitFor();

  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("main").focus();
  await page.keyboard.press("s");
  await page.getByRole("dialog").getByLabel(say("ticket.solution")).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.keyboard.type("Porta rifatta in centrale");
  await page.keyboard.press("Control+Enter");
  await page.locator("[data-testid=stopwatch][data-running=false]").waitFor();

  // Hang up; the call's record tells who talked for how long.
  await page.keyboard.press("Alt+x");
  await page.locator("[data-testid=presence][data-state=wrap_up]").waitFor();
  await caller.ended;
  // The call stands in the time line by itself, beside what was written in it.
  const record = await page.getByRole("link", { name: say("ticket.fromCall") }).getAttribute("href");
  await page.getByTestId("dossier").locator(`li a[href="${record}"]`).waitFor();
  await page.getByRole("link", { name: say("ticket.fromCall") }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("cell", { name: say("segment.talk") }).first().waitFor();
  await page.getByRole("cell", { name: say("segment.hold") }).first().waitFor();
  // What was written in the ticket stands in the customer's time line as well.
  await page.getByTestId("dossier").getByText("Riavvio del modem").first().waitFor();
  await page.getByTestId("dossier").getByText("Luce rossa dal mattino").first().waitFor();
});

it("an unknown caller becomes a contact in one keystroke", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await becomeReady(page);
  desk.ring("+393479998877");
  await page.getByTestId("dossier-unknown").waitFor();
  await page.keyboard.press("Alt+n");
  await page.getByTestId("dossier").getByText("Contact +39 347 999 8877").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=call][data-state=talking]").waitFor();
  await page.keyboard.press("Alt+x");
});

it("holding Escape refuses, a tap does not", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await becomeReady(page);
  const caller = desk.ring(knownCaller.number);
  await page.getByTestId("offer").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByTestId("offer").count()).toBe(1);
  await page.keyboard.down("Escape");
  await page.getByTestId("offer").waitFor({ state: "detached" });
  await page.keyboard.up("Escape");
  await caller.hangUp();
});

it("a caller who hangs up while it rings leaves nothing behind", async () => {
  const page = await desk.open({ person: people.anna, language: "en" });
  await becomeReady(page);
  const caller = desk.ring(knownCaller.number);
  await page.getByTestId("offer").waitFor();
  await caller.hangUp();
  await page.getByTestId("offer").waitFor({ state: "detached" });
  await page.locator("[data-testid=presence][data-state=ready]").waitFor();
});

it("the identity check shows verdicts, never answers", async () => {
  const page = await desk.open({ person: people.anna, language: "en", path: "/customers" });
  await page.locator("tr.link a").first().click();
  await page.getByRole("button", { name: text("en", "identity.start") }).click();
  const answers = page.getByPlaceholder(text("en", "identity.answer"));
  await answers.first().fill("surely not this");
  await page.keyboard.press("Enter");
  await page.getByText(text("en", "identity.wrong"), { exact: true }).waitFor();
});
