// Pictures of every page for looking at: `npm run build && npm run shots [part of a name]`.
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { startMock } from "./server.mjs";

const only = process.argv[2] ?? "";
const out = new URL("../shots/", import.meta.url).pathname;
await mkdir(out, { recursive: true });
const { port, stop } = await startMock();
const base = `http://127.0.0.1:${port}`;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] });

const post = (path, body) => fetch(base + path, { method: "POST", body: JSON.stringify(body) }).then((r) => r.json());

async function desk(login, width, scheme, language, body) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme: scheme, locale: language, permissions: ["microphone"] });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && console.log("  console:", message.text().slice(0, 300)));
  page.on("pageerror", (error) => console.log("  page error:", error.message));
  const snap = async (name) => {
    await page.waitForTimeout(450);
    await page.screenshot({ path: `${out}${name}-${width}-${scheme}-${language}.png` });
    console.log(name, width, scheme, language);
  };
  const logIn = async () => {
    await page.request.post(`${base}/api/v1/session`, { data: { login, password: "demo" } });
    await page.request.patch(`${base}/api/v1/session`, { data: { language } });
  };
  try {
    await body(page, snap, logIn);
  } catch (error) {
    console.log("FAILED", error.message.slice(0, 400));
  }
  await context.close();
}

const tours = {
  async login(page, snap) {
    await page.goto(base);
    await page.getByRole("textbox").first().waitFor();
    await snap("login");
  },
  async ticket(page, snap, logIn) {
    await logIn();
    await page.goto(`${base}/tickets?view=all`);
    await page.locator("a[href*='/tickets/']").nth(4).waitFor();
    await snap("list");
    await page.locator("main a[href*='/tickets/']").nth(4).click();
    await page.getByRole("timer").waitFor();
    await snap("ticket");
  },
  async offer(page, snap, logIn) {
    await logIn();
    await page.goto(`${base}/tickets?view=all`);
    await page.getByTestId("presence").waitFor();
    await post("/mock/ring", { login: "admin" });
    await page.getByTestId("offer").waitFor();
    await snap("offer");
    await page.keyboard.press("Alt+a");
    await page.getByTestId("call").waitFor();
    await snap("call");
    await page.keyboard.press("Alt+x");
    await page.keyboard.press("Alt+r");
    await post("/mock/ring", { login: "admin", ani: "+393471112223" });
    await page.getByTestId("offer").waitFor();
    await snap("unknown");
    await post("/mock/reset", {});
  },
  async live(page, snap, logIn) {
    await logIn();
    for (const path of ["live", "figures", "customers", "calls"]) {
      await page.goto(`${base}/${path}`);
      await page.locator(".filo-table").first().waitFor();
      await snap(path);
    }
    await page.locator("tr.link a").first().click();
    await page.getByText("%").first().waitFor({ timeout: 500 }).catch(() => undefined);
    await snap("call-detail");
    await page.goto(`${base}/customers`);
    await page.locator("tr.link a").first().click();
    await snap("customer");
  },
  async admin(page, snap, logIn) {
    await logIn();
    await page.goto(`${base}/admin/queues`);
    await page.locator("tr.link a").first().waitFor();
    await snap("admin-list");
    await page.locator("tr.link a").first().click();
    await snap("admin-queue");
    await page.goto(`${base}/admin/flows`);
    await page.locator("tr.link a").first().click();
    await snap("admin-flow");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").last().fill("ma");
    await snap("palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await snap("keys");
  },
};

for (const [width, scheme, language] of [[1440, "light", "it"], [1440, "dark", "fr"], [390, "light", "fr"], [390, "dark", "en"], [768, "light", "en"]]) {
  for (const [name, tour] of Object.entries(tours)) {
    if (!`${name}-${width}-${scheme}`.includes(only)) continue;
    await desk("admin", width, scheme, language, tour);
  }
}
await browser.close();
stop();
