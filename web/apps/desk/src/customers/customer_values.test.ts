import type { Customer } from "@filodiretto/api-client";
import { describe, expect, it } from "vitest";
import { bodyOf, changedIn, formOf } from "./customer_values";
import { identityBody, identityOf, isCodeHidden } from "./identity_values";

const maria = { name: "Maria", code: "C1", email: "", note: "", vip: false, language: "it", organisation: { id: "5", name: "Forno" }, numbers: [{ e164: "+39055123456", label: "" }] } as unknown as Customer;

describe("the customer's form", () => {
  it("tells which fields a save will change", () => {
    const stored = formOf(maria);
    expect(changedIn(stored, { ...stored, vip: true, organisation: null })).toEqual(["vip", "organisation"]);
  });
  it("does not count empty number rows or another spelling of the same organisation", () => {
    const stored = formOf(maria);
    expect(changedIn(stored, { ...stored, numbers: [...stored.numbers, { e164: " ", label: "" }], organisation: { id: "5", name: "Forno Rossi" } })).toEqual([]);
  });
  it("sends numbers as they are dialled and the organisation by its id", () => {
    expect(bodyOf({ ...formOf(maria), numbers: [{ e164: "055 12", label: "x" }, { e164: "", label: "" }] }, (typed) => typed.replaceAll(" ", ""))).toMatchObject({ organisation_id: "5", numbers: [{ e164: "05512", label: "x" }], email: null });
  });
});

describe("the answers to identity questions", () => {
  const kept = { ...maria, identity: { birth_date: "1980-02-29", tax_code: "RSS", address: "", last_invoice: "" }, identity_set: ["code", "birth_date", "secret"] } as unknown as Customer;
  it("sends only what differs, and null for what is emptied", () => {
    const stored = identityOf(kept);
    expect(identityBody(stored, stored, undefined)).toEqual({});
    expect(identityBody(stored, { ...stored, tax_code: " ", address: "Via Roma 1 " }, undefined)).toEqual({ tax_code: null, address: "Via Roma 1" });
  });
  it("leaves, replaces or removes the secret, and never sets an empty one", () => {
    const stored = identityOf(kept);
    expect(identityBody(stored, stored, "tulipano")).toEqual({ secret: "tulipano" });
    expect(identityBody(stored, stored, null)).toEqual({ secret: null });
    expect(identityBody(stored, stored, "  ")).toEqual({});
  });
  it("knows a code that is there and not shown", () => {
    expect(isCodeHidden({ ...kept, code: "" })).toBe(true);
    expect(isCodeHidden(kept)).toBe(false);
    expect(isCodeHidden({ ...kept, code: "", identity_set: [] })).toBe(false);
    expect(isCodeHidden(undefined)).toBe(false);
  });
});
