import type { LiveCall, MyState, Offer } from "@filodiretto/api-client";
import { describe, expect, it } from "vitest";
import { subjectOf } from "./dossier/subject";
import { nameOf } from "./keys";
import { queueTone } from "./live/thresholds";

const offer = { call_id: "5", ani: "+39333", customer: null, candidates: [] } as unknown as Offer;
const call = { id: "6", direction: "in", ani: "+39333", customer: { id: "c1", name: "Maria", organisation: null } } as unknown as LiveCall;
const me = (changes: Partial<MyState>) => ({ offer: null, call: null, ...changes }) as MyState;

describe("whose dossier is shown", () => {
  it("the caller who rings comes before everything", () => expect(subjectOf(me({ offer, call }), "c9")).toMatchObject({ customerId: null, call: { id: "5" } }));
  it("then the page one looks at", () => expect(subjectOf(me({ call }), "c9")?.customerId).toBe("c9"));
  it("then the one on the line", () => expect(subjectOf(me({ call }), null)?.customerId).toBe("c1"));
  it("who was called, by the number that was dialled", () => expect(subjectOf(me({ call: { ...call, direction: "out", ani: "+39800", dnis: "+39333" } as LiveCall }), null)?.call).toMatchObject({ ani: "+39333", dialled: true }));
  it("else nobody's", () => expect(subjectOf(undefined, null)).toBeNull());
});

describe("names of keys", () => {
  const key = (event: Partial<KeyboardEvent>) => nameOf({ key: "a", code: "KeyA", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...event });
  it("ignore what Alt makes of a letter", () => expect(key({ key: "å", altKey: true })).toBe("alt+a"));
  it("take Ctrl and Command as one", () => expect(key({ key: "K", code: "KeyK", metaKey: true })).toBe("mod+k"));
  it("leave signs as they are", () => expect(key({ key: "?", code: "Slash", shiftKey: true })).toBe("?"));
});

describe("a queue asks for a look", () => {
  it("not while nobody waits", () => expect(queueTone({ waiting_count: 0, longest_wait_ms: 0, agents_ready: 0 })).toBe("still"));
  it("when some wait and nobody is free", () => expect(queueTone({ waiting_count: 1, longest_wait_ms: 1_000, agents_ready: 0 })).toBe("warn"));
  it("when somebody waits too long", () => expect(queueTone({ waiting_count: 1, longest_wait_ms: 120_000, agents_ready: 2 })).toBe("bad"));
});
