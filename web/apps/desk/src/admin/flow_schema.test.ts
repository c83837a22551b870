import { describe, expect, it } from "vitest";
import { faultsByNode, nodeFields, nodeTypes, pointerStep, toMs, withMember, withType, type Node, type NodeField } from "./flow_schema";

const field = (type: keyof typeof nodeFields, name: string): NodeField => nodeFields[type].find((each) => each.name === name)!;
const inGroup = (name: string): NodeField => (field("queue", "announce") as Extract<NodeField, { type: "group" }>).fields.find((each) => each.name === name)!;

// The table of docs/reference/flows.md.
const documented: Record<string, string[]> = {
  say: ["prompt", "next", "language", "interruptible"],
  menu: ["prompt", "options", "timeout_ms", "retries", "invalid", "otherwise"],
  collect: ["prompt", "variable", "next", "digits_min", "digits_max", "terminator", "timeout_ms", "retries", "invalid", "otherwise", "secret"],
  hours: ["calendar", "open", "closed", "holiday"],
  set: ["language", "service", "variable", "value", "next"],
  queue: ["queue", "priority", "prompt", "announce"],
  transfer: ["number"],
  answer: ["next"],
  hang_up: ["prompt"],
};

describe("the form of a node", () => {
  it("knows every member that flows have, and no other", () => {
    expect(nodeTypes.slice().sort()).toEqual(Object.keys(documented).sort());
    for (const type of nodeTypes) expect(nodeFields[type].map((each) => each.name).sort(), type).toEqual(documented[type]!.slice().sort());
  });
  it("lets members that it does not know survive an edit, also in groups and when the kind changes", () => {
    const node: Node = { type: "queue", queue: "Guasti", later: { a: 1 }, announce: { every_ms: 0, chime: "bell" } };
    const edited = withMember(node, field("queue", "priority"), 5);
    expect(edited).toEqual({ ...node, priority: 5 });
    const announce = withMember(edited["announce"] as Record<string, unknown>, inGroup("position"), false);
    expect(withMember(edited, field("queue", "announce"), announce)).toMatchObject({ later: { a: 1 }, announce: { every_ms: 0, chime: "bell", position: false } });
    expect(withType(node, "hang_up")).toEqual({ type: "hang_up", later: { a: 1 } });
  });
  it("keeps what two kinds have in common", () => {
    expect(withType({ type: "say", prompt: "Hi", interruptible: false, next: "bye" }, "collect")).toEqual({ type: "collect", prompt: "Hi", next: "bye" });
  });
  it("writes nothing where nothing is said, so that the server's own choice counts", () => {
    const node: Node = { type: "collect", terminator: "*", invalid: { text: { it: "No" } }, otherwise: "bye" };
    expect(withMember(node, field("collect", "terminator"), "#")).not.toHaveProperty("terminator");
    expect(withMember(node, field("collect", "terminator"), "")).toMatchObject({ terminator: "" });
    expect(withMember(node, field("collect", "invalid"), { text: {} })).not.toHaveProperty("invalid");
    expect(withMember(node, field("collect", "otherwise"), null)).not.toHaveProperty("otherwise");
    expect(withMember({ type: "queue", announce: { position: false } }, field("queue", "announce"), {})).not.toHaveProperty("announce");
    // What is needed stays, so that its fault is told as an empty text and not as a missing one.
    expect(withMember(node, field("collect", "prompt"), "")).toMatchObject({ prompt: "" });
  });
  it("writes an answer to a switch also when it is the usual one, and seconds as whole milliseconds", () => {
    expect(withMember({ type: "say", interruptible: false }, field("say", "interruptible"), true)).toMatchObject({ interruptible: true });
    expect(withMember({}, inGroup("every_ms"), 0)).toEqual({ every_ms: 0 });
    expect([toMs(0.55), toMs(1.1), toMs(30)]).toEqual([550, 1100, 30_000]);
  });
});

describe("faults", () => {
  it("stand at their node, whatever its name", () => {
    const errors = { "/document/nodes/a~1b/next": "gone", "/document/nodes/a~1b/prompt/text": "long", "/document/start": "none", "/name": "empty" };
    expect([...faultsByNode(errors, "/document")]).toEqual([["a/b", ["gone", "long"]]]);
    expect(pointerStep("a/b~c")).toBe("a~1b~0c");
  });
});
