// The ring tone, made by WebAudio: two soft partials, one second on, two off. No file to load.

import { canChooseOutput, chosenDevice, sendTo } from "./devices";

let context: AudioContext | null = null;
// The way to a chosen device goes through an element: only that can be sent somewhere everywhere.
let element: HTMLAudioElement | null = null;
let streamOutlet: AudioNode | null = null;
let outlet: AudioNode | null = null;
let stopRinging: (() => void) | null = null;

const kPeriodMs = 3_000;

/** Browsers let a page sound only after a click or key; call this on the first one. */
export function unlockAudio(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

export function startRinging(): void {
  if (stopRinging) return;
  context ??= new AudioContext();
  const audio = context;
  applyRingerDevice();
  ringOnce(audio);
  const timer = setInterval(() => ringOnce(audio), kPeriodMs);
  stopRinging = () => clearInterval(timer);
}

export function endRinging(): void {
  stopRinging?.();
  stopRinging = null;
}

/** One soft tone from the device that callers are heard on. */
export function testSpeaker(id: string): void {
  unlockAudio();
  const audio = context!;
  const stream = audio.createMediaStreamDestination();
  const heard = document.createElement("audio");
  heard.srcObject = stream.stream;
  void sendTo(heard, id).then(async () => {
    await heard.play().catch(() => undefined);
    for (const frequency of [440, 554]) tone(audio, frequency, audio.currentTime + 0.1, 0.6, stream);
    setTimeout(() => heard.pause(), 1_500);
  });
}

/** Rings once, to hear where it sounds. */
export function testRinger(): void {
  unlockAudio();
  applyRingerDevice();
  void context!.resume().then(() => ringOnce(context!));
}

/** Takes over the device that was chosen for ringing. */
export function applyRingerDevice(): void {
  if (!context) return;
  const id = chosenDevice("ringer");
  if (!id || !canChooseOutput) {
    outlet = null;
    return;
  }
  if (!element) {
    const stream = context.createMediaStreamDestination();
    element = document.createElement("audio");
    element.srcObject = stream.stream;
    streamOutlet = stream;
  }
  outlet = streamOutlet;
  void sendTo(element, id).then(() => element?.play().catch(() => undefined));
}

function ringOnce(audio: AudioContext): void {
  if (audio.state !== "running") return;
  for (const [start, length] of [[0, 0.35], [0.45, 0.35]] as const) {
    for (const frequency of [440, 554]) tone(audio, frequency, audio.currentTime + start, length, outlet ?? audio.destination);
  }
}

function tone(audio: AudioContext, frequency: number, start: number, length: number, to: AudioNode): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.08, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
  oscillator.connect(gain).connect(to);
  oscillator.start(start);
  oscillator.stop(start + length);
}
