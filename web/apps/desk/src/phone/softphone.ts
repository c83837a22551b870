import type { ClientMessage, ServerEvent } from "@filodiretto/api-client";
import { AudioSeat } from "./audio_seat";
import { chosenDevice, listDevices, microphoneConstraints, sendTo } from "./devices";

/**
 * The browser as an audio terminal. One peer connection stands while the phone is on; the server
 * joins calls to it. The offer carries all its candidates (no trickle) and goes over the event
 * socket; after a reload or a lost socket a new offer is made, and the call is heard again.
 * States are what a person needs to know, each with something to do about it.
 */
export type PhoneState =
  | "off" // nobody has asked for it yet, or it is a desk phone
  | "other_tab" // another tab of this browser has the audio
  | "insecure" // browsers give no microphone to plain http pages
  | "no_microphone"
  | "denied"
  | "connecting"
  | "ready"
  | "failed"; // refused by the server or no way through the network; tried again by itself

export interface Signalling {
  send: (message: ClientMessage) => boolean;
  isOpen: () => boolean;
}

const kGatheringMs = 1_500;
const kConnectMs = 10_000;
const kRetryMs = 4_000;

export class Softphone {
  state: PhoneState = "off";
  private wanted = false;
  private talking = false;
  private connection: RTCPeerConnection | null = null;
  private microphone: MediaStreamTrack | null = null;
  private sender: RTCRtpSender | null = null;
  private readonly speaker: HTMLAudioElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly seat: AudioSeat;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly signalling: Signalling) {
    this.speaker = document.createElement("audio");
    this.speaker.autoplay = true;
    this.speaker.setAttribute("playsinline", "");
    document.body.append(this.speaker); // a detached element is muted by some browsers
    void sendTo(this.speaker, chosenDevice("speaker"));
    this.seat = new AudioSeat({
      onLost: () => this.leave("other_tab"),
      onFree: () => void (this.wanted && this.state === "other_tab" && this.start()),
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      if (this.wanted && this.state === "no_microphone") void this.start();
      else if (this.microphone) void this.lookAgain();
    });
  }

  /** Other devices were chosen: takes them over, in the middle of a call as well. */
  async changeDevices(): Promise<void> {
    await sendTo(this.speaker, chosenDevice("speaker"));
    if (this.state === "no_microphone") return this.start();
    const before = this.microphone;
    if (!before) return;
    this.microphone = null;
    if (!(await this.openMicrophone())) return;
    before.onended = null;
    before.stop();
    await this.sender?.replaceTrack(this.microphone);
  }

  /** Devices came or went: a headset that was chosen and is back takes over again. */
  private async lookAgain(): Promise<void> {
    const wanted = chosenDevice("microphone");
    const { microphone } = await listDevices();
    if (!this.microphone || !microphone.some((each) => each.id === wanted)) return;
    if (this.microphone.getSettings().deviceId !== wanted) await this.changeDevices();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Switches the phone on; `take` moves the audio here from another tab. */
  async start(take = false): Promise<void> {
    this.wanted = true;
    if (!navigator.mediaDevices?.getUserMedia) return this.set("insecure");
    if (!(await this.seat.claim(take))) return this.set("other_tab");
    this.set("connecting");
    if (!(await this.openMicrophone())) return;
    await this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.leave("off");
    this.seat.release();
  }

  /** The microphone is open only while there is a call, and not when muted. */
  setTalking(talking: boolean): void {
    this.talking = talking;
    if (this.microphone) this.microphone.enabled = talking;
    if (talking) void this.speaker.play().catch(() => undefined); // answered by a click: allowed now
  }

  /** The socket came (back): what the server knew of our audio is gone. */
  socketOpened(): void {
    if (this.wanted && this.microphone && this.state !== "other_tab") void this.connect();
  }

  receive(event: ServerEvent): void {
    if (event.type === "phone.answer") {
      this.connection?.setRemoteDescription({ type: "answer", sdp: event.sdp }).catch(() => this.retry());
    } else if (event.type === "phone.refused") {
      this.retry();
    } else if (event.type === "phone.close" && this.connection) {
      this.leave("other_tab"); // the same person opened the phone in another browser
    }
  }

  private async openMicrophone(): Promise<boolean> {
    if (this.microphone?.readyState === "live") return true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: microphoneConstraints(chosenDevice("microphone")),
      });
      this.microphone = stream.getAudioTracks()[0] ?? null;
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      this.set(name === "NotAllowedError" || name === "SecurityError" ? "denied" : "no_microphone");
      return false;
    }
    if (!this.microphone) return this.set("no_microphone"), false;
    this.microphone.enabled = this.talking;
    this.microphone.onended = () => void (this.wanted && this.start()); // unplugged: take the next one
    return true;
  }

  private async connect(): Promise<void> {
    this.hangUpMedia();
    this.set("connecting");
    if (!this.signalling.isOpen()) return; // socketOpened() comes back here
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.connection = connection;
    const transceiver = connection.addTransceiver(this.microphone!, { direction: "sendrecv" });
    this.sender = transceiver.sender;
    preferG711(transceiver);
    connection.ontrack = ({ track, streams }) => {
      this.speaker.srcObject = streams[0] ?? new MediaStream([track]);
    };
    connection.onconnectionstatechange = () => this.follow(connection);
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    if (this.connection !== connection) return;
    const sdp = connection.localDescription?.sdp ?? "";
    if (this.signalling.send({ type: "phone.offer", sdp })) this.timer = setTimeout(() => this.retry(), kConnectMs);
  }

  private follow(connection: RTCPeerConnection): void {
    if (this.connection !== connection) return;
    if (connection.connectionState === "connected") {
      clearTimeout(this.timer);
      this.set("ready");
    } else if (connection.connectionState === "failed") {
      this.retry();
    } else if (connection.connectionState === "disconnected") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.retry(), kRetryMs); // often heals by itself
    }
  }

  private retry(): void {
    if (!this.wanted || this.state === "other_tab") return;
    this.hangUpMedia();
    this.set("failed");
    this.timer = setTimeout(() => void this.connect(), kRetryMs);
  }

  private leave(state: PhoneState): void {
    if (this.connection) this.signalling.send({ type: "phone.close" });
    this.hangUpMedia();
    this.microphone?.stop();
    this.microphone = null;
    this.set(state);
  }

  private hangUpMedia(): void {
    clearTimeout(this.timer);
    const connection = this.connection;
    this.connection = null;
    this.sender = null;
    connection?.close();
  }

  private set(state: PhoneState): void {
    if (this.state === state) return;
    this.state = state;
    for (const each of this.listeners) each();
  }
}

/** The switchboard speaks G.711: put it first so that nothing is transcoded. */
function preferG711(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("audio")?.codecs ?? [];
  const rank = (mime: string) => (/PCMA/i.test(mime) ? 0 : /PCMU/i.test(mime) ? 1 : /telephone-event/i.test(mime) ? 2 : 3);
  const ordered = [...codecs].sort((a, b) => rank(a.mimeType) - rank(b.mimeType));
  if (ordered.length > 0) transceiver.setCodecPreferences?.(ordered);
}

/** All candidates are in the description, or time is up and those found must do. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(done, kGatheringMs);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      done();
    });
  });
}
