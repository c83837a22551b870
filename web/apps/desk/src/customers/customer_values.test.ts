import type { Customer } from "@filodiretto/api-client";
import { describe, expect, it } from "vitest";
import { bodyOf, changedIn, formOf } from "./customer_values";

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
