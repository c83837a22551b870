import type { MyState } from "@filodiretto/api-client";
import { describe, expect, it } from "vitest";
import { isFree, mayCallOut, mayDial } from "./dialling";

const me = (changes: Partial<MyState>) => ({ phone: { kind: "browser", registered: true, since: null }, calls_out: "national", offer: null, call: null, ...changes }) as MyState;
const deskPhone = me({ phone: { kind: "sip", registered: true, since: null } });

describe("who may dial from the screen", () => {
  it("who telephones with his browser", () => expect(mayDial(me({}))).toBe(true));
  it("not who has a desk phone: he dials there", () => expect([mayDial(deskPhone), mayCallOut(deskPhone)]).toEqual([false, false]));
  it("nor a supervisor without a telephone", () => expect([mayDial(undefined), mayCallOut(undefined)]).toEqual([false, false]));
  it("without a right colleagues and emergencies only", () => expect([mayDial(me({ calls_out: "none" })), mayCallOut(me({ calls_out: "none" }))]).toEqual([true, false]));
});

describe("who is free to dial", () => {
  it("nobody in a call, or with one ringing", () => expect([isFree(me({ call: {} as MyState["call"] })), isFree(me({ offer: {} as MyState["offer"] }))]).toEqual([false, false]));
  it("nor without sound", () => expect(isFree(me({ phone: { kind: "browser", registered: false, since: null } }))).toBe(false));
  it("else everybody", () => expect(isFree(me({}))).toBe(true));
});
