import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { languages, people, startDesk, text, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => void (desk = await startDesk()));
afterEach(() => desk.quiet());
afterAll(() => desk.close());

// Not with the log-in of other stories: wrong passwords make the next log-in wait.
it.each(languages)("a wrong password is told in %s and the name stays typed", async (language) => {
  const page = await desk.open({ language });
  await page.getByLabel(text(language, "login.login")).fill(people.james.login);
  await page.getByLabel(text(language, "login.password"), { exact: true }).fill("not this one");
  await page.keyboard.press("Enter");
  await page.getByText(text(language, "login.wrong")).waitFor();
  expect(await page.getByLabel(text(language, "login.login")).inputValue()).toBe(people.james.login);
});

it("logs in by keyboard, and out again", async () => {
  const page = await desk.open({ language: "en" });
  await page.getByLabel("Log-in name").waitFor();
  await page.keyboard.type(people.anna.login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(people.anna.password);
  await page.keyboard.press("Enter");
  await page.getByTestId("call-bar").waitFor();
  await page.locator("nav button").last().click();
  await page.getByRole("menuitem").last().click();
  await page.getByRole("textbox").first().waitFor();
  expect(await page.getByTestId("call-bar").count()).toBe(0);
});
