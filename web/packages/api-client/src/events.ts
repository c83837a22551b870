import { learnServerTime } from "./clock";
import { kBase } from "./http";
import type { ClientMessage, ServerEvent } from "./types";

export type SocketState = "connecting" | "open" | "waiting" | "closed";

export interface EventSocketOptions {
  url?: string;
  open?: (url: string) => WebSocket;
  random?: () => number;
  onEvent: (event: ServerEvent) => void;
  onState?: (state: SocketState) => void;
}

export const kFirstRetryMs = 500;
export const kLongestRetryMs = 15_000;

/** Full jitter: a thousand desks must not come back in the same second after a restart. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(kLongestRetryMs, kFirstRetryMs * 2 ** attempt);
  return Math.round(kFirstRetryMs / 2 + random() * (ceiling - kFirstRetryMs / 2));
}

/** The event stream: reconnects by itself, resumes after the last event it has seen. */
export class EventSocket {
  private socket: WebSocket | null = null;
  private lastId: string | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private stopped = true;
  state: SocketState = "closed";

  constructor(private readonly options: EventSocketOptions) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.socket?.close(1000);
    this.socket = null;
    this.setState("closed");
  }

  /** Try at once, e.g. when the browser says it is online again. */
  retryNow(): void {
    if (this.stopped || this.state !== "waiting") return;
    if (this.timer) clearTimeout(this.timer);
    this.connect();
  }

  /** False when the line is down; nothing is queued, since what is said here is about now. */
  send(message: ClientMessage): boolean {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private connect(): void {
    this.setState("connecting");
    const url = this.options.url ?? `${location.origin.replace(/^http/, "ws")}${kBase}/events`;
    const socket = (this.options.open ?? ((to) => new WebSocket(to)))(url);
    this.socket = socket;
    socket.onopen = () => {
      if (this.lastId) this.send({ type: "resume", after: this.lastId });
      this.setState("open");
    };
    socket.onmessage = (message) => this.receive(String(message.data));
    socket.onclose = () => {
      if (this.socket === socket) this.retryLater();
    };
  }

  private receive(text: string): void {
    let event: ServerEvent;
    try {
      event = JSON.parse(text) as ServerEvent;
    } catch {
      return; // a frame we cannot read is worth nothing; the next one may be
    }
    if (event.id) this.lastId = event.id;
    this.attempt = 0; // only a server that speaks is back; one that hangs up at once is not
    learnServerTime(event.at, 0);
    this.options.onEvent(event);
  }

  private retryLater(): void {
    if (this.stopped) return;
    this.socket = null;
    this.setState("waiting");
    this.timer = setTimeout(() => this.connect(), retryDelay(this.attempt++, this.options.random));
  }

  private setState(state: SocketState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onState?.(state);
  }
}
