import { describe, expect, it } from "vitest";
import { kInputsMax, trialBody } from "./flow_trial";

const document = { start: "bye", nodes: { bye: { type: "hang_up" as const } } };
const nothing = { language: "", ani: "", at: "" };

describe("what is sent for a trial", () => {
  it("is the document as it is written, and nothing that was not chosen", () => {
    expect(trialBody(document, nothing, [])).toEqual({ document, inputs: [] });
  });
  it("has language, number and moment, the moment in universal time", () => {
    const at = "2026-12-25T10:30";
    expect(trialBody(document, { language: "fr", ani: " +39055 ", at }, [{ kind: "wait" }])).toEqual({ document, inputs: [{ kind: "wait" }], language: "fr", ani: "+39055", at: new Date(2026, 11, 25, 10, 30).toISOString() });
  });
  it("leaves out a moment that is half typed and a language that does not exist", () => {
    expect(trialBody(document, { language: "de", ani: "  ", at: "2026-" }, [])).toEqual({ document, inputs: [] });
  });
  it("has no more inputs than the server looks at", () => {
    expect(trialBody(document, nothing, Array.from({ length: kInputsMax + 5 }, () => ({ kind: "wait" as const }))).inputs).toHaveLength(kInputsMax);
  });
});
