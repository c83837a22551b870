import { describe, expect, it } from "vitest";
import { rowsInSight, scrollToShow } from "./fixed_rows";

const list = { count: 1_000, rowHeight: 40, headHeight: 30 };

describe("a long list draws what is seen", () => {
  it("and a little more at both edges", () => expect(rowsInSight({ top: 4_000, height: 400 }, list)).toEqual([90, 120]));
  it("from the first row on", () => expect(rowsInSight({ top: 0, height: 400 }, list)).toEqual([0, 20]));
  it("to the last row, never beyond", () => expect(rowsInSight({ top: 39_600, height: 400 }, list)).toEqual([980, 1_000]));
  it("nothing when there is nothing", () => expect(rowsInSight({ top: 0, height: 400 }, { ...list, count: 0 })).toEqual([0, 0]));
  it("and survives a list that became shorter than the place one is at", () => expect(rowsInSight({ top: 39_600, height: 400 }, { ...list, count: 3 })).toEqual([3, 3]));
});

describe("a row asked for comes into sight", () => {
  it("at the top when it is above", () => expect(scrollToShow(5, { top: 4_000, height: 430 }, list)).toBe(200));
  it("at the bottom when it is below", () => expect(scrollToShow(120, { top: 4_000, height: 430 }, list)).toBe(4_440));
  it("and nothing moves when it is seen already", () => expect(scrollToShow(101, { top: 4_000, height: 430 }, list)).toBe(4_000));
});
