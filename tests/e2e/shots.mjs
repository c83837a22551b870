// Pictures of every page for looking at: `npm run build && npm run shots [part of a name]` in web/.
// A real server with demo data; the pictures go to web/shots.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { call, customer, kNumbers } from "./caller.mjs";
import { fillDesk, knownCaller } from "./demo_day.mjs";
import { chromiumProgram, startServer } from "./server.mjs";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const { chromium } = createRequire(`${web}package.json`)("playwright-core");
const only = process.argv[2] ?? "";
const out = `${web}shots/`;
mkdirSync(out, { recursive: true });
const server = await startServer();
await fillDesk(server.base, server.people);
const browser = await chromium.launch({
  executablePath: chromiumProgram(),
  args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection"],
});

async function desk(login, width, scheme, language, body) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme: scheme, locale: language, permissions: ["microphone"] });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => console.log("  page error:", error.message));
  const snap = async (name) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${out}${name}-${width}-${scheme}-${language}.png` });
    console.log(name, width, scheme, language);
  };
  if (login) {
    const headers = { Origin: server.base };
    const { password } = server.people[login];
    await page.request.post(`${server.base}/api/v1/session`, { data: { login, password }, headers });
    await page.request.patch(`${server.base}/api/v1/session`, { data: { language, theme: "auto" }, headers });
  }
  try {
    await body(page, snap);
  } catch (error) {
    console.log("FAILED", error.message.slice(0, 400));
  }
  await context.close();
}

const see = async (page, path, what) => {
  await page.goto(server.base + path);
  await page.locator(what).first().waitFor();
};

const tours = {
  async login(page, snap) {
    await see(page, "/", "input");
    await snap("login");
  },
  async anna(page, snap) {
    await see(page, "/tickets?view=all&sort=created", "main [data-ticket]");
    await snap("list");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await snap("list-selected");
    await see(page, "/tickets?view=all&q=caduta", "main [data-ticket]");
    await page.locator("main [data-ticket]", { hasText: "Caduta" }).first().click();
    await page.getByTestId("stopwatch").waitFor();
    await snap("ticket");
    await see(page, "/customers", "tr.link a");
    await snap("customers");
    await page.locator("tr.link a").first().click();
    await page.getByTestId("dossier").or(page.getByRole("tabpanel")).first().waitFor({ timeout: 3_000 }).catch(() => {}); // narrow pages hide it
    await snap("customer");
    await see(page, "/organisations", "tr.link a");
    await snap("organisations");
    await page.locator("tr.link a").first().click();
    await page.getByRole("radio").first().waitFor({ state: "attached" });
    await snap("organisation");
    await page.keyboard.press("e");
    await page.getByRole("dialog").waitFor();
    await snap("organisation-form");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").last().fill("ma");
    await snap("palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await snap("keys");
  },
  async call(page, snap) {
    await see(page, "/tickets?view=all&sort=created", "main [data-ticket]");
    await page.locator("[data-testid=phone][data-state=ready]").waitFor();
    await page.keyboard.press("Alt+r");
    const known = call({ ...server, from: knownCaller.number, number: kNumbers[await page.evaluate(() => document.documentElement.lang)] });
    await page.getByTestId("offer").waitFor();
    await snap("offer");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=call][data-state=talking]").waitFor();
    await page.getByTestId("stopwatch").waitFor();
    await page.keyboard.press("m");
    await page.getByRole("textbox").last().waitFor();
    await page.keyboard.type("La luce della fibra è rossa da stamattina, dopo il temporale. Cavo controllato.");
    await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(3_000);
    await snap("call");
    if (page.viewportSize().width > 500) {
      await page.goto(`${page.url()}?view=all&sort=created`); // back into the call, the full list beside it
      await page.locator("[data-testid=call][data-state=talking]").waitFor();
      await page.locator("[data-testid=phone][data-state=ready]").waitFor();
      await page.locator("main [data-ticket]").first().waitFor();
      await snap("desk");
    }
    await page.keyboard.press("Alt+x");
    await known.ended;
    await page.locator("[data-testid=presence][data-state=wrap_up]").waitFor();
    await snap("wrap-up");
    await page.keyboard.press("Alt+r");
    const unknown = call({ ...server, from: `+39347${Math.floor(1_000_000 + Math.random() * 8_999_999)}` });
    await page.getByTestId("dossier-unknown").waitFor();
    await snap("unknown");
    await unknown.hangUp();
    await see(page, "/calls", "tr.link a");
    await snap("calls");
    await page.locator("tr.link a").last().click();
    await snap("call-detail");
    await page.request.put(`${server.base}/api/v1/live/me/presence`, { data: { presence: "offline" }, headers: { Origin: server.base } });
  },
  async dial(page, snap) {
    await see(page, "/customers", "tr.link a");
    await page.locator("[data-testid=phone][data-state=ready]").waitFor();
    const colombo = customer({ ...server, answerAfter: 2_500 });
    await page.locator("main").focus();
    await page.keyboard.press("d");
    await page.getByRole("dialog").getByRole("textbox").fill("12");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator("[role=alert], .mantine-Input-error, [class*=error]").first().waitFor();
    await snap("dial-field");
    await page.getByRole("dialog").getByRole("textbox").fill(knownCaller.number);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=call][data-state=ringing]").waitFor();
    await snap("dial-ringing");
    await page.locator("[data-testid=call][data-state=talking]").waitFor();
    await snap("dial-talking");
    await page.keyboard.press("Alt+x");
    await page.getByTestId("call").waitFor({ state: "detached" });
    await see(page, "/calls", "tr.link a");
    await page.locator("tr.link a").first().click();
    await page.getByTestId("call-number").waitFor();
    await page.waitForTimeout(1_500);
    await snap("dial-record");
    await colombo.hangUp();
  },
  async admin(page, snap) {
    for (const path of ["live", "figures"]) {
      await see(page, `/${path}`, ".filo-table");
      await snap(path);
    }
    for (const kind of ["queues", "flows", "agents", "calendars"]) {
      await see(page, `/admin/${kind}`, "tr.link a");
      if (kind === "queues") await snap("admin-list");
      await page.locator("tr.link a").first().click();
      await snap(`admin-${kind}`);
      if (kind === "queues") {
        await page.locator("section[aria-label] button[aria-expanded]").last().click();
        await snap("admin-history");
      }
    }
  },
};
const people = { login: null, anna: "anna", call: "anna", dial: "anna", admin: "admin" };

for (const width of [1440, 390]) {
  for (const scheme of ["light", "dark"]) {
    for (const language of ["it", "fr", "en"]) {
      for (const [name, tour] of Object.entries(tours)) {
        if (`${name}-${width}-${scheme}-${language}`.includes(only)) await desk(people[name], width, scheme, language, tour);
      }
    }
  }
}
await browser.close();
await server.stop();
