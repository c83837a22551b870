import { describe, expect, it } from "vitest";
import { packDraft, unpackDraft } from "./form_draft";

describe("the draft of a form", () => {
  const stored = { name: "Guasti", ring: 20, tags: ["a"], phone: { kind: "sip", user: "101" } };
  it("keeps only what differs", () => {
    expect(packDraft(stored, { ...stored, ring: 15 })).toBe('{"fields":{"ring":15}}');
    expect(packDraft(stored, { ...stored, tags: ["a"] })).toBe("");
  });
  it("stands over what is stored by now, so that another's change stays", () => {
    const text = packDraft(stored, { ...stored, ring: 15 });
    expect(unpackDraft({ ...stored, name: "Guasti e linee" }, text)).toMatchObject({ name: "Guasti e linee", ring: 15 });
  });
  it("never keeps a secret, not even inside a group", () => {
    const text = packDraft(stored, { ...stored, password: "p", phone: { kind: "sip", user: "102", password: "p" } }, ["password"]);
    expect(text).toContain("102");
    expect(text).not.toContain("password");
  });
  it("is nothing when it cannot be read", () => {
    expect(unpackDraft(stored, "not a draft")).toEqual(stored);
    expect(unpackDraft(stored, "")).toEqual(stored);
  });
});
