// Only one tab of a browser may have the audio. The tabs talk over a BroadcastChannel: who wants the
// seat asks, the holder answers. `take` does not ask; the holder gives way.

type Message = { type: "ask" | "mine" | "take" | "free"; from: string };

export interface SeatChannel {
  postMessage: (message: Message) => void;
  onmessage: ((event: { data: Message }) => void) | null;
}

export interface AudioSeatOptions {
  onLost: () => void;
  onFree: () => void;
  channel?: SeatChannel;
  name?: string;
  answerMs?: number;
}

const kAnswerMs = 150;

export class AudioSeat {
  private readonly channel: SeatChannel;
  private readonly name: string;
  private held = false;
  private refused: (() => void) | null = null;

  constructor(private readonly options: AudioSeatOptions) {
    this.channel = options.channel ?? (new BroadcastChannel("filo.audio") as SeatChannel);
    this.name = options.name ?? String(Math.random());
    this.channel.onmessage = ({ data }) => this.hear(data);
    if (typeof window !== "undefined") window.addEventListener("pagehide", () => this.release());
  }

  /** True when the seat is ours. */
  async claim(take: boolean): Promise<boolean> {
    if (this.held) return true;
    if (take) this.say("take");
    else if (!(await this.isFree())) return false;
    this.held = true;
    return true;
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.say("free");
  }

  private isFree(): Promise<boolean> {
    return new Promise((done) => {
      const timer = setTimeout(() => {
        this.refused = null;
        done(true);
      }, this.options.answerMs ?? kAnswerMs);
      this.refused = () => {
        clearTimeout(timer);
        this.refused = null;
        done(false);
      };
      this.say("ask");
    });
  }

  private hear(message: Message): void {
    if (message.type === "ask" && this.held) this.say("mine");
    // Two tabs that ask in the same moment: the one with the smaller name waits.
    else if (message.type === "ask" && this.refused && message.from > this.name) this.refused();
    else if (message.type === "mine") this.refused?.();
    else if (message.type === "take" && this.held) {
      this.held = false;
      this.options.onLost();
    } else if (message.type === "free") this.options.onFree();
  }

  private say(type: Message["type"]): void {
    this.channel.postMessage({ type, from: this.name });
  }
}
