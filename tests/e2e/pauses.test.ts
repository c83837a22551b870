// Calls that an agent does not answer end in a pause by the switch: told to the agent, with the key
// that ends it, and on the supervisor's board.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { becomeReady, knownCaller, people, seriousFindings, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());
const say = (key: string) => text("en", key);

const kShortestRingMs = 5_000;

type Queue = { id: string; etag: string; ring_timeout_ms: number } & Record<string, unknown>;

/** Rings for so long from now on; gives what brings the old times back. */
async function ringFor(page: Page, ms: number): Promise<() => Promise<void>> {
  const at = `${desk.base}/api/v1/admin/queues`;
  const { items } = (await (await page.request.get(at)).json()) as { items: Queue[] };
  const put = async ({ id, etag: _, ...fields }: Queue) => {
    const answer = await page.request.put(`${at}/${id}`, { headers: { Origin: desk.base, "If-Match": "*" }, data: fields });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  for (const each of items) await put({ ...each, ring_timeout_ms: ms });
  return async () => {
    for (const each of items) await put(each);
  };
}

it("who does not answer three calls is paused, is told until when, and comes back by one key", async () => {
  const boss = await desk.open({ person: people.admin, language: "en", path: "/live" });
  const asBefore = await ringFor(boss, kShortestRingMs);
  try {
    const page = await desk.open({ person: people.anna, language: "en" });
    await becomeReady(page);
    const note = page.getByTestId("auto-pause");
    for (let calls = 0; calls < 3; ++calls) {
      expect(await note.count()).toBe(0);
      const caller = desk.ring(knownCaller.number);
      await page.getByTestId("offer").waitFor();
      await page.getByTestId("offer").waitFor({ state: "detached" });
      await caller.hangUp();
    }
    const [before, after] = say("presence.autoPaused").split("{time}");
    await note.getByRole("status").filter({ hasText: before! }).waitFor();
    expect(await note.getByRole("status").innerText()).toMatch(new RegExp(`^${before}\\d\\d:\\d\\d${after}$`));
    const anna = boss.locator("article", { hasText: "Anna" });
    await anna.getByText(say("live.autoPaused"), { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });

    await page.keyboard.press("Alt+r");
    await page.locator("[data-testid=presence][data-state=ready]").waitFor();
    await note.waitFor({ state: "detached" });
    await anna.getByText(say("live.autoPaused"), { exact: true }).waitFor({ state: "detached" });
  } finally {
    await asBefore();
  }
});
