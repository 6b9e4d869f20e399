/** Decoding alone: frames with a 4-byte length, cut into chunks of 64 KiB as a socket reads them, and byte by byte. */
import { codecFor } from '../../src/framing/codec-for.ts';
import type { Codec, FrameSink } from '../../src/contract/codec.ts';
import type { Spread } from '../run/rounds.ts';
import { spread, takeTurns } from '../run/rounds.ts';

export interface FramingResult {
  /** Frames of 64 bytes, millions a second. */
  readonly smallMillions: Spread;
  /** Frames of 1 KiB, GB of the stream a second. */
  readonly largeGigabytes: Spread;
  /** Byte by byte: how many times as long a frame of 512 KiB takes as one of 256 KiB. Linear: 2. */
  readonly doubling: Spread;
}

const CHUNK = 65_536;
const HALF = 262_144;

const codec = codecFor({
  type: 'length',
  encoding: 'uint',
  bytes: 4,
  endian: 'big',
  offset: 0,
  adjustment: 0,
  includesHeader: false,
  strip: true,
  maxFrame: 1_048_576,
  partialTimeout: 10_000,
});

class Tally implements FrameSink {
  frames = 0;
  bytes = 0;

  frame(_: Uint8Array, start: number, end: number): boolean {
    this.frames += 1;
    this.bytes += end - start;
    return true;
  }

  malformed(error: Error): void {
    throw error;
  }
}

/** So many frames one behind the other, in chunks. */
const streamOf = (made: Codec, body: number, frames: number): readonly Uint8Array[] => {
  const frame = new Uint8Array(body).fill(0x61);
  const out = { bytes: new Uint8Array(frames * made.size(frame)), at: 0 };
  for (let i = 0; i < frames; i += 1) made.encode(frame, out);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < out.bytes.length; at += CHUNK) chunks.push(out.bytes.subarray(at, at + CHUNK));
  return chunks;
};

/** @returns ms for so many frames in all */
const timeStream = (chunks: readonly Uint8Array[], body: number, perPass: number, passes: number): number => {
  const tally = new Tally();
  const decoder = codec.decoder();
  const start = performance.now();
  for (let pass = 0; pass < passes; pass += 1) for (const chunk of chunks) decoder.push(chunk, tally);
  const ms = performance.now() - start;
  if (tally.frames !== passes * perPass || tally.bytes !== tally.frames * body) throw new Error('frames were lost');
  return ms;
};

/** Each value of a byte as a chunk of its own. */
const single = Array.from({ length: 256 }, (_, value) => Uint8Array.of(value));

/** @returns ms for one frame of so many bytes, each of which arrives alone */
const timeSingly = (body: number): number => {
  const out = { bytes: new Uint8Array(body + 4), at: 0 };
  codec.encode(new Uint8Array(body).fill(0x61), out);
  const bytes = Array.from(out.bytes, (value) => single[value] ?? new Uint8Array(1));
  const tally = new Tally();
  const decoder = codec.decoder();
  const start = performance.now();
  for (const byte of bytes) decoder.push(byte, tally);
  const ms = performance.now() - start;
  if (tally.bytes !== body) throw new Error('the frame was lost');
  return ms;
};

const doubling = (): number => {
  const one = timeSingly(HALF);
  return timeSingly(2 * HALF) / one;
};

/** @param frames of 64 bytes in a turn; those of 1 KiB are half as many */
export const measureFraming = async (rounds: number, frames: number): Promise<FramingResult> => {
  // A pass of about 1 MiB stays in the cache, as what was just read does.
  const small = 16_384;
  const large = 1_024;
  const smallStream = streamOf(codec, 64, small);
  const largeStream = streamOf(codec, 1_024, large);
  const smallPasses = Math.max(1, Math.round(frames / small));
  const largePasses = Math.max(1, Math.round(frames / 2 / large));
  const millions = (): number => (smallPasses * small) / timeStream(smallStream, 64, small, smallPasses) / 1e3;
  const gigabytes = (): number =>
    (largePasses * large * (1_024 + 4)) / timeStream(largeStream, 1_024, large, largePasses) / 1e6;
  const turns = [millions, gigabytes, doubling];
  for (const turn of turns) turn();
  const [smallMillions = [], largeGigabytes = [], doublings = []] = await takeTurns(rounds, turns);
  return { smallMillions: spread(smallMillions), largeGigabytes: spread(largeGigabytes), doubling: spread(doublings) };
};
