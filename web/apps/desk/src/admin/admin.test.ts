import { describe, expect, it } from "vitest";
import { outline, renamed, type FlowDocument } from "./flow_schema";
import { bodyOf, changedFields, missingIn } from "./form_values";
import { kinds } from "./schema";

describe("a form's body", () => {
  it("holds only fields of the kind, no empty password, no hidden field", () => {
    const body = bodyOf(kinds.agents.fields, { id: "1", etag: "2", user_id: "9", name: "Anna", extension: "201", phone: { kind: "browser", sip_user: "x", sip_password: "" }, skills: [], queue_ids: ["3"] });
    expect(body).toEqual({ user_id: "9", name: "Anna", extension: "201", phone: { kind: "browser" }, skills: [], queue_ids: ["3"] });
  });
  it("names missing fields by JSON pointer, also inside lists", () => {
    const value = { name: " ", zone: "UTC", weekly: [{ day: "mon", open: "09:00", close: "" }], holidays: [] };
    expect(missingIn(kinds.calendars.fields, value)).toEqual(["/name", "/weekly/0/close"]);
  });
  it("knows what a save will change", () => {
    const before = { name: "A", level: "1", member_ids: [] };
    expect(changedFields(kinds.teams.fields, before, { ...before, level: "2" }).map((field) => field.name)).toEqual(["level"]);
  });
  it("every kind starts with a whole form", () => {
    for (const kind of Object.values(kinds)) for (const field of kind.fields) if (field.type !== "password") expect(Object.keys(kind.blank)).toContain(field.name);
  });
});

const flow: FlowDocument = {
  start: "hello",
  nodes: { hello: { type: "say", next: "menu" }, menu: { type: "menu", options: { "1": "faults" }, otherwise: "hello" }, faults: { type: "queue", queue: "Guasti" }, lost: { type: "hang_up" } },
};

describe("a flow", () => {
  it("reads as an outline: straight lines stay straight, branches indent, loops end", () => {
    expect(outline(flow).map((line) => [line.name, line.depth, line.again])).toEqual([["hello", 0, false], ["menu", 0, false], ["faults", 1, false], ["hello", 1, true], ["lost", 0, false]]);
  });
  it("renames a node wherever it is named", () => {
    const next = renamed(flow, "hello", "welcome");
    expect(next.start).toBe("welcome");
    expect(next.nodes["menu"]).toMatchObject({ otherwise: "welcome" });
    expect(renamed(flow, "faults", "f").nodes["menu"]).toMatchObject({ options: { "1": "f" } });
  });
});
