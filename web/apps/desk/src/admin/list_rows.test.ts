import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { setLanguage } from "@filodiretto/i18n";
import { columnsOf, kindsNamedIn, listRows, matching, ordered } from "./list_rows";
import { kinds } from "./schema";

const people = [
  { id: "1", name: "Zoë Müller", extension: "9", phone: { kind: "sip" }, queue_ids: ["q1", "q2"] },
  { id: "2", name: "anna", extension: "101", phone: { kind: "browser" }, queue_ids: [] },
  { id: "3", name: "Bice", extension: "", phone: {}, queue_ids: ["gone"] },
];
const nameOf = (_kind: string, id: string) => ({ q1: "Guasti", q2: "Vendite" })[id] ?? "";
const columns = columnsOf("agents");
const rows = () => listRows("agents", people, columns, nameOf);
const names = (list: { name: string }[]) => list.map((each) => each.name);

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: {} });
  return setLanguage("en");
});
afterAll(() => vi.unstubAllGlobals());

describe("a list of administration", () => {
  it("every column of every kind leads to a field", () => {
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) for (const column of columnsOf(kind)) expect(column.field, `${kind} ${column.id}`).toBeDefined();
  });
  it("shows choices in words and things by their names, never their ids", () => {
    expect(rows()[0]!.words).toEqual(["9", "SIP phone", "Guasti, Vendite"]);
    expect(rows()[2]!.words[0]).toBe("");
    expect(kindsNamedIn(columns)).toEqual(["queues"]);
  });
  it("finds words in any column, whatever the accents", () => {
    expect(names(matching(rows(), "zoe guasti"))).toEqual(["Zoë Müller"]);
    expect(names(matching(rows(), "  "))).toHaveLength(3);
    expect(matching(rows(), "nobody")).toEqual([]);
  });
  it("finds a number however it is spaced", () => {
    const numbers = columnsOf("numbers");
    const list = listRows("numbers", [{ id: "1", name: "Sede", e164: "+390551234567" }], numbers, nameOf);
    expect(matching(list, "0551234567")).toHaveLength(1);
    expect(matching(list, "055 123")).toHaveLength(1);
  });
  it("is ordered by name, or by a column with the empty ones last both ways", () => {
    expect(names(ordered(rows(), columns, "", false, "en"))).toEqual(["anna", "Bice", "Zoë Müller"]);
    expect(names(ordered(rows(), columns, "extension", false, "en"))).toEqual(["Zoë Müller", "anna", "Bice"]);
    expect(names(ordered(rows(), columns, "extension", true, "en"))).toEqual(["anna", "Zoë Müller", "Bice"]);
  });
  it("orders figures as figures", () => {
    const queues = columnsOf("queues");
    const list = listRows("queues", [{ id: "1", name: "a", priority: 10 }, { id: "2", name: "b", priority: 9 }], queues, nameOf);
    expect(names(ordered(list, queues, "priority", false, "en"))).toEqual(["b", "a"]);
  });
});
