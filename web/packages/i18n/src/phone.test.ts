import { describe, expect, it } from "vitest";
import { dialable, formatPhone, looksLikePhone } from "./phone";

describe("numbers for the eye", () => {
  it.each([
    ["+393331234567", "+39 333 123 4567"],
    ["+390212345678", "+39 02 1234 5678"],
    ["+390341220000", "+39 0341 220 000"],
    ["+390551234567", "+39 055 123 4567"],
    ["+39800100200", "+39 800 100 200"],
    ["+33612345678", "+33 6 12 34 56 78"],
    ["+442079460123", "+44 20 7946 0123"],
    ["+447700900123", "+44 7700 900123"],
    ["+441134960123", "+44 113 496 0123"],
    ["+12025550123", "+1 202 555 0123"],
    ["+35312345678", "+353 123 456 78"],
    ["0612345678", "06 12 34 56 78"],
    ["201", "201"],
  ])("%s reads %s", (raw, shown) => expect(formatPhone(raw)).toBe(shown));
  it("leaves what is not a number alone", () => {
    expect(formatPhone("anonymous")).toBe("anonymous");
    expect(formatPhone(null)).toBe("");
  });
});

describe("what people type", () => {
  it("becomes dialable", () => {
    expect(dialable("+39 (02) 123-45.67")).toBe("+39021234567");
    expect(dialable("0039 333 1234567")).toBe("+393331234567");
  });
  it("is told apart from names", () => {
    expect(looksLikePhone("333 123 4567")).toBe(true);
    expect(looksLikePhone("via Roma 3")).toBe(false);
  });
});
