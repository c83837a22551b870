// What the one who dialled hears while it rings there, when the network sends no tone of its own:
// 425 Hz, one second on, four off, as in most of Europe. Source: ITU-T E.180, E.182.

import { chosenDevice, sendTo } from "./devices";

const kFrequency = 425;
const kOnMs = 1_000;
const kPeriodMs = 5_000;
const kGain = 0.06;

/** Begins the tone, where callers are heard; the answer ends it. */
export function startRingBack(): () => void {
  const audio = new AudioContext();
  const stream = audio.createMediaStreamDestination();
  const heard = document.createElement("audio");
  heard.srcObject = stream.stream;
  void sendTo(heard, chosenDevice("speaker")).then(() => heard.play().catch(() => undefined));
  const once = () => beep(audio, stream);
  once();
  const timer = setInterval(once, kPeriodMs);
  return () => {
    clearInterval(timer);
    heard.pause();
    void audio.close();
  };
}

function beep(audio: AudioContext, to: AudioNode): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  const end = audio.currentTime + kOnMs / 1_000;
  oscillator.frequency.value = kFrequency;
  gain.gain.setValueAtTime(0, audio.currentTime);
  gain.gain.linearRampToValueAtTime(kGain, audio.currentTime + 0.02); // no click
  gain.gain.setValueAtTime(kGain, end - 0.02);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(to);
  oscillator.start();
  oscillator.stop(end);
}
