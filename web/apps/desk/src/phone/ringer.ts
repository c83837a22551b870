// The ring tone, made by WebAudio: two soft partials, one second on, two off. No file to load.

let context: AudioContext | null = null;
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
  ringOnce(audio);
  const timer = setInterval(() => ringOnce(audio), kPeriodMs);
  stopRinging = () => clearInterval(timer);
}

export function endRinging(): void {
  stopRinging?.();
  stopRinging = null;
}

function ringOnce(audio: AudioContext): void {
  if (audio.state !== "running") return;
  for (const [start, length] of [[0, 0.35], [0.45, 0.35]] as const) {
    for (const frequency of [440, 554]) tone(audio, frequency, audio.currentTime + start, length);
  }
}

function tone(audio: AudioContext, frequency: number, start: number, length: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.08, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
