// Every page, light and dark, wide and narrow: nothing serious for axe, nothing that overflows,
// nothing from other hosts, and a small first load.
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { people, seriousFindings, startDesk, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

const kFirstLoadBytes = 250_000;
const paths = ["/tickets?view=all", "/customers", "/organisations", "/calls", "/live", "/figures", "/admin/queues", "/admin/agents/new", "/admin/flows/new", "/admin/calendars/new"];
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

it("the first load is small, from one host, without inline scripts", async () => {
  const page = await desk.open({ language: "it", path: "/nothing-here" });
  const sizes: number[] = [];
  const hosts = new Set<string>();
  const files = new Set<string>();
  page.on("response", (response) => {
    const url = new URL(response.url());
    hosts.add(url.host);
    if (/\.(js|css)$/.test(url.pathname)) files.add(response.url());
  });
  const complaints: string[] = [];
  page.on("console", (message) => void (message.text().includes("Content Security Policy") && complaints.push(message.text())));
  await page.request.post(`${desk.base}/api/v1/session`, { data: { login: people.anna.login, password: people.anna.password }, headers: { Origin: desk.base } });
  await page.request.patch(`${desk.base}/api/v1/session`, { data: { language: "it" }, headers: { Origin: desk.base } }); // one catalogue
  await page.goto(`${desk.base}/tickets`);
  await page.getByTestId("presence").waitFor();
  await page.waitForLoadState("networkidle");
  expect([...hosts]).toEqual([new URL(desk.base).host]);
  expect(complaints).toEqual([]);
  for (const file of files) sizes.push(gzipSync(Buffer.from(await (await fetch(file)).arrayBuffer())).length);
  const total = sizes.reduce((sum, each) => sum + each, 0);
  console.log(`first load: ${Math.round(total / 1000)} kB gz in ${sizes.length} files`);
  expect(total).toBeLessThan(kFirstLoadBytes);
});
