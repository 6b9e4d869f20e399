import type { Codec, Decoder, FrameSink } from '../../src/contract/codec.ts';
import type { FrameError } from '../../src/contract/errors.ts';
import { framing } from '../../src/contract/options/framing.ts';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecFor } from '../../src/framing/codec-for.ts';

export const codec = (input: FramingInput): Codec => codecFor(framing.parse(input));

/** A sink that keeps what it is told, as hex. After `most` frames it says stop. */
export class Listener implements FrameSink {
  readonly frames: string[] = [];
  readonly errors: FrameError[] = [];
  readonly #most: number;

  constructor(most = Infinity) {
    this.#most = most;
  }

  frame(bytes: Uint8Array, start: number, end: number): boolean {
    this.frames.push(toHex(bytes, start, end));
    return this.frames.length < this.#most;
  }

  malformed(error: FrameError): void {
    this.errors.push(error);
  }

  /** What was heard, without what may depend on how the stream was cut: how much evidence there is to show. */
  get heard(): unknown {
    return { frames: this.frames, errors: this.errors.map((error) => [error.code, error.offset]) };
  }
}

/** Encodes between guard bytes, so that a codec that writes elsewhere or advances wrongly is seen. */
export function wireOf(by: Codec, frame: Uint8Array): Uint8Array {
  const size = by.size(frame);
  const slab = { bytes: new Uint8Array(size + 16).fill(0xee), at: 8 };
  by.encode(frame, slab);
  const around = [...slab.bytes.subarray(0, 8), ...slab.bytes.subarray(8 + size)];
  if (slab.at !== 8 + size || around.some((byte) => byte !== 0xee)) {
    throw new Error(`size said ${String(size)}; encode went from 8 to ${String(slab.at)}: ${toHex(slab.bytes)}`);
  }
  return slab.bytes.slice(8, 8 + size);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Pushes each piece in a buffer of its own that is overwritten afterwards, as a transport reuses its own. */
export function feed(decoder: Decoder, pieces: readonly Uint8Array[], to: FrameSink): void {
  for (const piece of pieces) {
    const own = Uint8Array.from(piece);
    decoder.push(own, to);
    own.fill(0xdd);
  }
}

/** Everything that a new decoder says of these pieces, the end of the stream included. */
export function decode(by: Codec, pieces: readonly Uint8Array[]): Listener {
  const listener = new Listener();
  const decoder = by.decoder();
  feed(decoder, pieces, listener);
  decoder.end(listener);
  return listener;
}

export const bytewise = (stream: Uint8Array): readonly Uint8Array[] =>
  Array.from(stream, (byte) => Uint8Array.of(byte));

/** Cuts a stream into pieces whose sizes come round and round; a 0 gives an empty piece. */
export function cut(stream: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < stream.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    // Were all sizes 0, the stream would never end.
    const next = at + (size === 0 && i % 2 === 1 ? 1 : size);
    pieces.push(stream.subarray(at, next));
    at = next;
  }
  return pieces;
}

/** A body that is not the same byte everywhere, so that a shift by one shows. */
export const body = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => 0x61 + (i % 23));

/** What `run` throws, to be looked into. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
