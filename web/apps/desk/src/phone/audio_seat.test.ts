import { describe, expect, it, vi } from "vitest";
import { AudioSeat, type SeatChannel } from "./audio_seat";

/** Tabs of one browser: what one says all others hear at once. */
function tabs(count: number) {
  const channels: SeatChannel[] = [];
  return Array.from({ length: count }, (_, i) => {
    const channel: SeatChannel = { onmessage: null, postMessage: (message) => channels.filter((each) => each !== channel).forEach((each) => each.onmessage?.({ data: message })) };
    channels.push(channel);
    const onLost = vi.fn(), onFree = vi.fn();
    return { seat: new AudioSeat({ channel, name: String(i), answerMs: 5, onLost, onFree }), onLost, onFree };
  });
}

describe("only one tab has the audio", () => {
  it("the first that asks gets it, the second does not", async () => {
    const [first, second] = tabs(2);
    expect(await first!.seat.claim(false)).toBe(true);
    expect(await second!.seat.claim(false)).toBe(false);
    expect(first!.onLost).not.toHaveBeenCalled();
  });
  it("taking it tells the holder", async () => {
    const [first, second] = tabs(2);
    await first!.seat.claim(false);
    expect(await second!.seat.claim(true)).toBe(true);
    expect(first!.onLost).toHaveBeenCalledOnce();
    expect(await first!.seat.claim(false)).toBe(false);
  });
  it("a tab that leaves frees it for the others", async () => {
    const [first, second] = tabs(2);
    await first!.seat.claim(false);
    first!.seat.release();
    expect(second!.onFree).toHaveBeenCalledOnce();
    expect(await second!.seat.claim(false)).toBe(true);
  });
  it("two that ask in the same moment do not both get it", async () => {
    const [first, second] = tabs(2);
    const got = await Promise.all([first!.seat.claim(false), second!.seat.claim(false)]);
    expect(got.filter(Boolean)).toHaveLength(1);
  });
});
