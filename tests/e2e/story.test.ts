// The day's story: a customer calls, the dossier is there before "hello", a ticket runs on its
// clock, is escalated and solved, and the call's record tells it all.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agent, becomeReady, canRing, knownCaller, languages, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.close());

describe.skipIf(!canRing)("a call becomes a ticket", () => {
  it.each(languages)("from the ring to the solution, in %s", async (language) => {
    const say = (key: string) => text(language, key);
    const page = await desk.open({ person: agent, language, path: "/tickets?view=all" });
    await becomeReady(page);

    // Somebody is typing when it rings: the dossier comes, the focus and the text stay.
    const search = page.getByRole("searchbox");
    await search.fill("mod");
    await desk.ring(knownCaller);
    await page.getByTestId("offer").waitFor();
    await page.getByTestId("dossier").waitFor();
    await page.keyboard.type("em");
    await page.keyboard.press("Enter");
    expect(await search.inputValue()).toBe("modem");
    expect(await page.getByTestId("offer").count(), "Enter in a field does not answer").toBe(1);

    await page.keyboard.press("Alt+a");
    await page.locator("[data-testid=call][data-state=talking]").waitFor();
    await page.waitForURL(/\/tickets\/\d+/);
    const watch = page.getByTestId("stopwatch");
    await watch.waitFor();
    const before = await watch.innerText();
    await expect.poll(() => watch.innerText(), { timeout: 4_000 }).not.toBe(before);

    // A note; what is typed survives a reload.
    const note = page.getByLabel(say("composer.note.placeholder"));
    await note.fill("Luce rossa dal mattino");
    await page.getByText(say("draft.saved")).waitFor();
    await page.reload();
    await expect.poll(() => note.inputValue()).toBe("Luce rossa dal mattino");
    await page.locator("[data-testid=call]").waitFor();
    await note.press("Control+Enter");
    await page.locator("article", { hasText: "Luce rossa dal mattino" }).waitFor();

    // Hold and resume, then a procedure that failed, level 2, and the solution.
    await page.keyboard.press("Alt+h");
    await page.locator("[data-testid=call][data-state=held]").waitFor();
    await page.keyboard.press("Alt+h");
    await page.locator("[data-testid=call][data-state=talking]").waitFor();
    await page.locator("main").focus();
    await page.keyboard.press("p");
    await page.keyboard.type("Riavvio del modem");
    await page.getByRole("button", { name: say("procedure.failed"), exact: true }).click();
    await page.locator("main").getByText("Riavvio del modem", { exact: true }).first().waitFor();

    await page.locator("main").focus();
    await page.keyboard.press("e");
    await page.getByLabel(say("ticket.escalationReason")).fill("Serve la centrale");
    await page.keyboard.press("Control+Enter");
    await page.locator("header", { hasText: say("level.2") }).waitFor();

    await page.getByRole("button", { name: say("ticket.solve") }).click();
    await page.getByRole("dialog").getByLabel(say("ticket.solution")).fill("Porta rifatta in centrale");
    await page.keyboard.press("Control+Enter");
    await page.locator("[data-testid=stopwatch][data-running=false]").waitFor();

    await page.keyboard.press("Alt+x");
    await page.locator("[data-testid=presence][data-state=wrap_up]").waitFor();
    await page.getByRole("link", { name: say("ticket.fromCall") }).click();
    await page.getByText(say("call.segments")).waitFor();
    await page.keyboard.press("Alt+r");
  });

  it("an unknown caller becomes a contact in one keystroke", async () => {
    const page = await desk.open({ person: agent, language: "en" });
    await becomeReady(page);
    await desk.ring("+393479998877");
    await page.getByTestId("dossier-unknown").waitFor();
    await page.keyboard.press("Alt+n");
    await page.getByTestId("dossier").getByText("Contact +39 347 999 8877").waitFor();
    await page.keyboard.press("Alt+a");
    await page.getByTestId("call").waitFor();
    await page.keyboard.press("Alt+x");
    await page.keyboard.press("Alt+r");
  });

  it("holding Escape refuses, a tap does not", async () => {
    const page = await desk.open({ person: agent, language: "en" });
    await becomeReady(page);
    await desk.ring(knownCaller);
    await page.getByTestId("offer").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("offer").count()).toBe(1);
    await page.keyboard.down("Escape");
    await page.getByTestId("offer").waitFor({ state: "detached" });
    await page.keyboard.up("Escape");
  });
});

it("the identity check shows verdicts, never answers", async () => {
  const page = await desk.open({ person: agent, language: "en", path: "/customers" });
  await page.locator("tr.link a").first().click();
  await page.getByRole("button", { name: text("en", "identity.start") }).click();
  const answers = page.getByPlaceholder(text("en", "identity.answer"));
  await answers.first().fill("surely not this");
  await page.keyboard.press("Enter");
  await page.getByText(text("en", "identity.wrong"), { exact: true }).waitFor();
});
