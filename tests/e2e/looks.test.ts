// Every page, light and dark, wide and narrow: nothing serious for axe, nothing that overflows,
// nothing from other hosts, and a small first load.
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { people, seriousFindings, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

const kFirstLoadBytes = 250_000;
const paths = ["/tickets?view=all", "/customers", "/organisations", "/calls", "/live", "/figures", "/admin", "/admin/queues", "/admin/agents/new", "/admin/flows/new", "/admin/calendars/new"];
const looks = [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390], ["light", 768]] as const;

it.each(looks)("in %s at %i px axe finds nothing serious and nothing overflows", async (scheme, width) => {
  const page = await desk.open({ person: people.admin, language: "fr", scheme, width });
  for (const path of paths) {
    await page.goto(desk.base + path);
    await page.locator("main").locator("a, input, table").first().waitFor();
    expect(await seriousFindings(page), path).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
  }
  await page.goto(`${desk.base}/tickets?view=all`);
  await page.locator("main [data-ticket]").nth(4).click();
  await page.getByTestId("stopwatch").waitFor();
  expect(await seriousFindings(page), "ticket").toEqual([]);
});

it("the log-in page is accessible", async () => {
  const page = await desk.open({ language: "it" });
  await page.getByRole("textbox").first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

/** What a file costs on the way: compressed, unless it is already (fonts). */
async function bytesOf(file: string): Promise<number> {
  const body = Buffer.from(await (await fetch(file)).arrayBuffer());
  return file.endsWith(".woff2") ? body.length : gzipSync(body).length;
}

it("the first load is small, from one host, without inline scripts", async () => {
  // An empty browser: the log-in page, the log-in, the agent's start page, until nothing more is fetched.
  await (await desk.open({ person: people.anna, language: "it", path: "/health" })).close(); // she reads one catalogue, as at home
  const page = await desk.open({ language: "it", path: "/health" });
  const hosts = new Set<string>();
  const files = new Set<string>();
  page.on("response", (response) => {
    const url = new URL(response.url());
    hosts.add(url.host);
    if (!url.pathname.startsWith("/api/")) files.add(url.origin + (url.pathname.includes(".") ? url.pathname : "/"));
  });
  const complaints: string[] = [];
  page.on("console", (message) => void (message.text().includes("Content Security Policy") && complaints.push(message.text())));
  await page.goto(desk.base);
  await page.getByLabel(text("it", "login.login")).fill(people.anna.login);
  await page.getByLabel(text("it", "login.password"), { exact: true }).fill(people.anna.password);
  await page.keyboard.press("Enter");
  await page.getByTestId("presence").waitFor();
  await page.locator("main [data-ticket], main .filo-state").first().waitFor();
  await page.waitForLoadState("networkidle");
  expect([...hosts]).toEqual([new URL(desk.base).host]);
  expect(complaints).toEqual([]);
  expect([...files].some((file) => file.endsWith(".woff2")), "the font is counted").toBe(true);
  expect([...files].some((file) => file.endsWith(".css")), "the sheets are counted").toBe(true);
  const sizes = await Promise.all([...files].map(bytesOf));
  const total = sizes.reduce((sum, each) => sum + each, 0);
  console.log(`first load: ${Math.round(total / 1000)} kB in ${sizes.length} files`);
  expect(total).toBeLessThan(kFirstLoadBytes);
});
