import { describe, expect, it } from "vitest";
import { choicesOf, levelOf, microphoneConstraints } from "./devices";

describe("the devices one may choose", () => {
  const found = [
    { kind: "audioinput", deviceId: "default", label: "Default - Headset" }, { kind: "audioinput", deviceId: "m1", label: "Headset" },
    { kind: "audiooutput", deviceId: "communications", label: "Communications" }, { kind: "audiooutput", deviceId: "s1", label: "Headset" }, { kind: "audiooutput", deviceId: "s2", label: "Loudspeaker" },
    { kind: "videoinput", deviceId: "v1", label: "Camera" }, { kind: "audioinput", deviceId: "", label: "" },
  ] as MediaDeviceInfo[];
  it("are named once each, inputs apart from outputs, without those nobody allowed yet", () => {
    expect(choicesOf(found)).toEqual({ microphone: [{ id: "m1", name: "Headset" }], speaker: [{ id: "s1", name: "Headset" }, { id: "s2", name: "Loudspeaker" }], ringer: [{ id: "s1", name: "Headset" }, { id: "s2", name: "Loudspeaker" }] });
  });
  it("may be gone: then the next one is taken", () => {
    expect(microphoneConstraints("m1").deviceId).toEqual({ ideal: "m1" });
    expect(microphoneConstraints("").deviceId).toBeUndefined();
  });
});

describe("the level", () => {
  const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));
  it("is nothing in silence and full at full", () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(Float32Array.from({ length: 16 }, () => 1))).toBe(1);
  });
  it("grows with what is said", () => {
    expect(levelOf(tone(0.01))).toBeGreaterThan(0.2);
    expect(levelOf(tone(0.3))).toBeGreaterThan(levelOf(tone(0.01)));
  });
});
