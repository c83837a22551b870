// What people hear: a customer with a telephone that we did not write, and an agent in the browser
// whose microphone has a pitch of its own. Every sound is measured where it arrives.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectAgentHeard, kAgentHz, kBaresipHz, knownCaller, people, pitchInBrowser, startDesk, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

it("baresip presses a key, waits with music, hears the agent of the browser and is heard", async () => {
  const supervisor = await desk.open({ person: people.marco, language: "it", path: "/health" });
  const waiting = async () => {
    const board = await (await supervisor.request.get(`${desk.base}/api/v1/live/board`)).json();
    return (board.calls as { state: string }[]).filter((each) => each.state === "waiting").length;
  };
  const page = await desk.open({ person: people.anna, language: "it" });
  await page.locator("[data-testid=phone][data-state=ready]").waitFor({ timeout: 20_000 });

  const caller = await desk.ringByBaresip(knownCaller.number);
  await expect.poll(() => caller.log(), { timeout: 20_000 }).toContain("Call established");
  const menu = await caller.hears.listen(1);
  expect(menu.loud, "the menu speaks").toBeGreaterThan(0.3);
  expect(await waiting(), "without a key nobody gets into the queue").toBe(0);
  // Without the key the menu would take fifteen seconds before it gives up.
  caller.press("1");
  await expect.poll(waiting, { timeout: 13_000 }).toBe(1);

  const music = await caller.hears.listen(2);
  expect(music.loud, "music while waiting").toBeGreaterThan(0.5);
  expect(music.pitch(kAgentHz), "nobody's microphone").toBeLessThan(0.5);
  expect(music.pitch(kBaresipHz), "not his own echo").toBeLessThan(0.5);
  expect(await waiting()).toBe(1);

  await page.keyboard.press("Alt+r"); // ready only for a moment: somebody waits
  await page.getByTestId("offer").waitFor();
  await page.keyboard.press("Alt+a");
  const state = (name: string) => page.locator(`[data-testid=call][data-state=${name}]`).waitFor();
  await state("talking");
  await expectAgentHeard(caller);
  await expect.poll(() => pitchInBrowser(page, kBaresipHz), { timeout: 20_000 }).toBeGreaterThan(0.5);

  await page.keyboard.press("Alt+m");
  await expect.poll(async () => (await caller.hears.listen(1.5)).loud, { message: "muted is silent" }).toBeLessThan(0.1);
  await expect.poll(() => pitchInBrowser(page, kBaresipHz), { timeout: 20_000, message: "the caller is heard all the same" }).toBeGreaterThan(0.5);
  await page.keyboard.press("Alt+m");
  await expectAgentHeard(caller);

  await page.keyboard.press("Alt+h");
  await state("held");
  const held = await caller.hears.listen(1.5);
  expect(held.loud, "music while held").toBeGreaterThan(0.5);
  expect(held.pitch(kAgentHz), "the agent is not heard").toBeLessThan(0.5);
  await page.keyboard.press("Alt+h");
  await state("talking");
  await expectAgentHeard(caller);

  await page.keyboard.press("Alt+x");
  await page.locator("[data-testid=presence][data-state=wrap_up]").waitFor();
  await expect.poll(() => caller.log(), { timeout: 20_000 }).toMatch(/closed|terminated/i);
});
