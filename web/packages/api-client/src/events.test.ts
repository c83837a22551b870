import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventSocket, kLongestRetryMs, retryDelay, type SocketState } from "./events";
import type { ServerEvent } from "./types";

class FakeSocket {
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
  accept() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(event: unknown) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

describe("the event socket", () => {
  let made: FakeSocket[], heard: ServerEvent[], states: SocketState[], socket: EventSocket;
  beforeEach(() => {
    vi.useFakeTimers();
    made = [];
    heard = [];
    states = [];
    const open = () => {
      made.push(new FakeSocket());
      return made.at(-1) as unknown as WebSocket;
    };
    socket = new EventSocket({ url: "ws://x", open, random: () => 0.5, onEvent: (event) => heard.push(event), onState: (state) => states.push(state) });
    socket.start();
    made[0]!.accept();
  });
  afterEach(() => void vi.useRealTimers());

  it("asks for nothing the first time", () => expect(made[0]!.sent).toEqual([]));

  it("resumes after the last event it has seen", () => {
    made[0]!.say({ id: "41", type: "customer_changed", at: "2026-01-01T00:00:00Z", data: { customer_id: "7" } });
    made[0]!.say({ type: "my_state", at: "2026-01-01T00:00:00Z", data: {} });
    made[0]!.close();
    vi.advanceTimersByTime(kLongestRetryMs);
    made[1]!.accept();
    expect(made[1]!.sent).toEqual([{ type: "resume", after: "41" }]);
    expect(heard).toHaveLength(2);
  });

  it("waits longer after each failure", () => {
    made[0]!.close();
    vi.advanceTimersByTime(retryDelay(0, () => 0.5) - 1);
    expect(made).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(made).toHaveLength(2);
    made[1]!.close();
    vi.advanceTimersByTime(retryDelay(0, () => 0.5));
    expect(made).toHaveLength(2);
    vi.advanceTimersByTime(retryDelay(1, () => 0.5));
    expect(made).toHaveLength(3);
  });

  it("stays away when stopped", () => {
    socket.stop();
    vi.advanceTimersByTime(60_000);
    expect(made).toHaveLength(1);
    expect(states.at(-1)).toBe("closed");
  });

  it("survives a frame it cannot read", () => {
    made[0]!.onmessage?.({ data: "{" });
    made[0]!.say({ type: "resync" });
    expect(heard.map((event) => event.type)).toEqual(["resync"]);
  });
});

describe("the delay before trying again", () => {
  it("is spread and bounded", () => {
    expect(retryDelay(0, () => 0)).toBe(250);
    expect(retryDelay(0, () => 1)).toBe(500);
    expect(retryDelay(30, () => 1)).toBe(kLongestRetryMs);
  });
});
