import type { Codec, Decoder, FrameSink, Slab } from '../contract/codec.ts';
import type { FramingOptions } from '../contract/options/framing.ts';
import { Assembly } from './assembly.ts';
import { malformed, refused } from './evidence.ts';

type FixedOptions = Extract<FramingOptions, { type: 'fixed' }>;

/** Every frame has the same size; the wire carries nothing else. */
export class FixedCodec implements Codec {
  readonly can = { empty: false, rechunk: true, endsByFin: false };
  readonly maxFrame: number;
  readonly partialTimeout: number;

  constructor(options: FixedOptions) {
    this.maxFrame = options.size;
    this.partialTimeout = options.partialTimeout;
  }

  size(frame: Uint8Array): number {
    if (frame.length === this.maxFrame) return frame.length;
    throw refused(`it has ${String(frame.length)} bytes, and each frame has ${String(this.maxFrame)}`);
  }

  encode(frame: Uint8Array, out: Slab): void {
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  }

  decoder(): Decoder {
    return new FixedDecoder(this.maxFrame);
  }
}

/** The size is ours, not the peer's word, but lines that stay mute inside a large frame should still not cost all of it. */
const first = 65_536;

class FixedDecoder implements Decoder {
  readonly #size: number;
  readonly #partial = new Assembly(first);
  /** Where in the stream the present chunk begins. */
  #base = 0;
  #stopped = false;

  constructor(size: number) {
    this.#size = size;
  }

  get held(): number {
    return this.#partial.length;
  }

  push(chunk: Uint8Array, to: FrameSink): void {
    if (this.#stopped) return;
    const size = this.#size;
    const { length } = chunk;
    let at = this.#partial.length === 0 ? 0 : this.#resume(chunk, to);
    for (; !this.#stopped && length - at >= size; at += size) this.#stopped = !to.frame(chunk, at, at + size);
    if (!this.#stopped && at < length) this.#partial.append(chunk, at, length, size);
    this.#base += length;
  }

  end(to: FrameSink): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const { bytes, length } = this.#partial;
    if (length === 0) return;
    const what = `the stream ended ${String(length)} bytes into a frame of ${String(this.#size)}`;
    this.#partial.clear();
    to.malformed(malformed('frame-truncated', what, bytes, 0, length, this.#base - length));
  }

  /** Completes the partial frame as far as the chunk reaches; returns how much of the chunk that took. */
  #resume(chunk: Uint8Array, to: FrameSink): number {
    const partial = this.#partial;
    const taken = Math.min(chunk.length, this.#size - partial.length);
    partial.append(chunk, 0, taken, this.#size);
    const { bytes, length } = partial;
    if (length === this.#size) {
      partial.clear();
      this.#stopped = !to.frame(bytes, 0, length);
    }
    return taken;
  }
}
