import { closeSync, existsSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

// Listening to what a telephone writes down while it hears it: 8 kHz, mono, 16 bits.

const kRate = 8_000;
const kHeader = 44;
/** The pieces that are looked at, and for how long a recording may lie behind the ear. */
const kWindow = kRate / 10;
const kBehindS = 1.2;
const kLoudDbfs = -50;

/** A voice at one pitch: long syllables with pauses, since a browser takes an even tone for noise and removes it. */
export function writeVoice(file: string, hz: number, seconds = 20, rate = 48_000): void {
  const samples = new Int16Array(seconds * rate);
  for (let i = 0; i < samples.length; ++i) {
    const at = (i / rate) % 0.75;
    const syllable = at < 0.5 ? Math.min(1, at / 0.02, (0.5 - at) / 0.02) : 0;
    samples[i] = 9_000 * syllable * Math.sin((2 * Math.PI * hz * i) / rate);
  }
  writeFileSync(file, wav(samples, rate));
}

function wav(samples: Int16Array, rate: number): Buffer {
  const head = Buffer.alloc(kHeader);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(1, 22); // mono
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

export interface Hearing {
  /** Share of the tenths of a second that are not silent, 0 to 1. */
  loud: number;
  /** How much of the sound of those is this pitch, 0 to 1; the middle one counts. */
  pitch: (hz: number) => number;
}

/** A file that grows while the call goes on. Its header may still say nothing of its length. */
export class Recording {
  constructor(private readonly find: () => string | undefined) {}

  seconds(): number {
    return this.read((_, bytes) => Math.max(0, bytes - kHeader) / 2 / kRate) ?? 0;
  }

  /** What is heard in `length` seconds from now on. */
  async listen(length: number): Promise<Hearing> {
    const from = this.seconds() + kBehindS;
    await expect.poll(() => this.seconds(), { timeout: 20_000 }).toBeGreaterThan(from + length);
    return hearing(this.cut(from, from + length));
  }

  private cut(from: number, to: number): Int16Array {
    const samples = new Int16Array(Math.round((to - from) * kRate));
    this.read((fd) => readSync(fd, samples, 0, samples.byteLength, kHeader + 2 * Math.round(from * kRate)));
    return samples;
  }

  private read<T>(use: (fd: number, bytes: number) => T): T | undefined {
    const file = this.find();
    if (!file || !existsSync(file)) return undefined;
    const fd = openSync(file, "r");
    try {
      return use(fd, fstatSync(fd).size);
    } finally {
      closeSync(fd);
    }
  }
}

function hearing(samples: Int16Array): Hearing {
  const windows: Int16Array[] = [];
  for (let at = 0; at + kWindow <= samples.length; at += kWindow) windows.push(samples.subarray(at, at + kWindow));
  const loud = windows.filter((each) => dbfs(each) > kLoudDbfs);
  return { loud: loud.length / Math.max(1, windows.length), pitch: (hz) => middle(loud.map((each) => share(each, hz))) };
}

const energy = (samples: Int16Array) => samples.reduce((sum, each) => sum + each * each, 0);
const dbfs = (samples: Int16Array) => 10 * Math.log10(Math.max(1e-9, energy(samples) / samples.length / 32_768 ** 2));
const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Goertzel: how much of the energy lies at this frequency. */
function share(samples: Int16Array, hz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / kRate);
  let one = 0;
  let two = 0;
  for (const sample of samples) [one, two] = [sample + factor * one - two, one];
  return (2 * (one * one + two * two - factor * one * two)) / (energy(samples) * samples.length);
}
