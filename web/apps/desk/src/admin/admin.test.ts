import { describe, expect, it } from "vitest";
import { fieldAt, typeAt, valueWords } from "./audit_words";
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

describe("the history of changes", () => {
  it("follows a pointer through groups, and keeps names inside flows", () => {
    expect(typeAt("queues", "/overflow/kind")?.type).toBe("select");
    expect(fieldAt("queues", "/overflow/target").path).toHaveLength(2);
    expect(fieldAt("flows", "/document/nodes/a~1b/next")).toMatchObject({ rest: ["nodes", "a/b", "next"] });
  });
  it("writes values as the form does", () => {
    expect(valueWords(typeAt("queues", "/ring_timeout_ms"), 20_000)).toBe("20 s");
    expect(valueWords(typeAt("queues", "/skills"), [{ skill_id: "Fibra", level_min: 2 }, { skill_id: "Francese", level_min: 1 }])).toBe("Fibra 2; Francese 1");
    expect(valueWords(typeAt("teams", "/member_ids"), ["Anna", "Luca"])).toBe("Anna, Luca");
    expect(valueWords(typeAt("numbers", "/e164"), "+390551234567")).toContain("055");
    expect(valueWords(undefined, { type: "say", next: "bye" })).toBe("type: say, next: bye");
    expect(valueWords(typeAt("queues", "/music"), null)).toBe("–");
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
