import { remember, remembered } from "../shared/remembered";

// Which microphone, speaker and ringer this browser uses. The ids are the browser's own and mean
// nothing elsewhere, so they are remembered here and not on the server.

export const deviceUses = ["microphone", "speaker", "ringer"] as const;
export type DeviceUse = (typeof deviceUses)[number];

export interface Device {
  id: string;
  name: string;
}
export type Devices = Record<DeviceUse, Device[]>;

/** "" is what the system has chosen. */
export function chosenDevice(use: DeviceUse): string {
  return remembered(`phone.${use}`) ?? "";
}
export function rememberDevice(use: DeviceUse, id: string): void {
  remember(`phone.${use}`, id || null);
}

/** The devices as people may choose them: without the doubles that Chrome lists as default. Pure. */
export function choicesOf(found: Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]): Devices {
  const of = (kind: MediaDeviceKind): Device[] =>
    found.filter((each) => each.kind === kind && each.deviceId && each.deviceId !== "default" && each.deviceId !== "communications").map((each) => ({ id: each.deviceId, name: each.label }));
  return { microphone: of("audioinput"), speaker: of("audiooutput"), ringer: of("audiooutput") };
}

export async function listDevices(): Promise<Devices> {
  return choicesOf((await navigator.mediaDevices?.enumerateDevices?.()) ?? []);
}

export function microphoneConstraints(id: string): MediaTrackConstraints {
  // "ideal", not "exact": an unplugged headset must not silence the agent, the next device takes over.
  return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1, ...(id ? { deviceId: { ideal: id } } : {}) };
}

/** Some browsers leave the output to the system. */
export const canChooseOutput = typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** Sends the sound of an element to a device; one that is gone leaves it where the system has it. */
export async function sendTo(element: HTMLMediaElement, id: string): Promise<void> {
  if (!canChooseOutput) return;
  await element.setSinkId(id).catch(() => element.setSinkId("").catch(() => undefined));
}

/** How loud samples are, 0 to 1 as people hear it: -60 dB is silence, 0 dB is full. Pure. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const each of samples) sum += each * each;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, 1 + decibels / 60));
}

/** Listens to a microphone and tells its level until it is stopped. */
export async function listen(id: string, tell: (level: number) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints(id) });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, 60);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}
