import { describe, expect, it } from "vitest";
import { clock, dayInWords, dayTime, duration, formatDay, localDay, parseDay, percent, relative } from "./format";

describe("a running clock", () => {
  it("shows minutes and seconds, then hours, then days", () => {
    expect(clock(134_000)).toBe("02:14");
    expect(clock(3_734_000)).toBe("1:02:14");
    expect(clock(90_061_000, "g")).toBe("1 g 01:01:01");
  });
  it("never shows a negative time", () => expect(clock(-5_000)).toBe("00:00"));
  it("counts whole seconds only", () => expect(clock(59_999)).toBe("00:59"));
});

describe("a length of time", () => {
  it("has at most two units", () => {
    expect(duration(45_000, "it")).toBe("45 s");
    expect(duration(8_040_000, "it")).toBe("2 h 14 min");
    expect(duration(3 * 86_400_000 + 4 * 3_600_000, "fr")).toBe("3 j 4 h");
  });
  it("rounds up into the next unit instead of showing 60", () => expect(duration(59_600, "en")).toBe("1 min"));
  it("says nothing where nothing was counted", () => expect(duration(null, "en")).toBe("–"));
});

describe("times and ratios", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");
  it("speak of the near past in words", () => {
    expect(relative("2026-11-22T09:59:50Z", now, "it")).toBe("ora");
    expect(relative("2026-11-21T10:00:00Z", now, "en")).toBe("yesterday");
  });
  it("count days by midnights, not by hours", () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    expect(relative(at(20, 23), noon, "it")).toBe("l’altro ieri");
    expect(relative(at(16, 13), noon, "it")).toBe("6 giorni fa");
  });
  it("name the day of a moment once it is not today", () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    const at = (day: number) => new Date(2026, 10, day, 9, 5).toISOString();
    expect(dayTime(at(22), noon, "it")).toBe("09:05");
    expect(dayTime(at(21), noon, "fr")).toBe("hier 09:05");
    expect(dayTime(at(18), noon, "it")).toBe("18 nov 09:05");
    expect(dayTime(at(18), noon, "en")).toBe("18 Nov 09:05");
    expect(dayInWords("2026-11-22", "it")).toBe("domenica 22 novembre 2026");
  });
  it("write ratios as the language does", () => expect(percent(0.8434, "fr").replace(/\s/g, " ")).toBe("84,3 %"));
  it("keep the local day", () => expect(localDay(new Date(2026, 0, 5, 23, 59).getTime())).toBe("2026-01-05"));
});

describe("a day in a field", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");
  it("is shown the day first, whatever the browser's language", () => expect(formatDay("2026-11-02")).toBe("02/11/2026"));
  it("is read as people type it", () => {
    for (const typed of ["2/11/2026", "02.11.26", " 2-11-2026 ", "2 11", "2026-11-02"]) expect(parseDay(typed, now)).toBe("2026-11-02");
  });
  it("is refused when there is no such day", () => {
    for (const typed of ["", "31/02/2026", "11/22/2026", "tomorrow", "2", "1/2/3/4", "2026-11"]) expect(parseDay(typed, now)).toBeNull();
  });
});
