import type { Codec, Decoder, FrameSink, Slab } from '../contract/codec.ts';
import { Assembly } from './assembly.ts';
import { fits, malformed, refused } from './evidence.ts';

/** The end of the stream ends its one frame. A stream without a byte holds no frame, so an empty one cannot be said. */
export class UntilCloseCodec implements Codec {
  readonly can = { empty: false, rechunk: true, endsByFin: true };
  readonly maxFrame: number;
  readonly partialTimeout = null;

  constructor(options: { readonly maxFrame: number }) {
    this.maxFrame = options.maxFrame;
  }

  size(frame: Uint8Array): number {
    if (frame.length === 0) throw refused('it is empty, and a stream that ends without a byte says nothing');
    return fits(frame.length, this.maxFrame);
  }

  encode(frame: Uint8Array, out: Slab): void {
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  }

  decoder(): Decoder {
    return new UntilCloseDecoder(this.maxFrame);
  }
}

/** Nothing announces how long the frame becomes, so the buffer starts small, in bytes. */
const first = 256;

class UntilCloseDecoder implements Decoder {
  readonly #maxFrame: number;
  readonly #partial = new Assembly(first);
  #stopped = false;

  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  get held(): number {
    return this.#partial.length;
  }

  push(chunk: Uint8Array, to: FrameSink): void {
    if (this.#stopped) return;
    const partial = this.#partial;
    const taken = Math.min(chunk.length, this.#maxFrame - partial.length);
    partial.append(chunk, 0, taken, this.#maxFrame);
    if (taken === chunk.length) return;
    this.#stopped = true;
    const { bytes, length } = partial;
    partial.clear();
    const what = `the stream goes on beyond maxFrame, ${String(this.#maxFrame)} bytes`;
    to.malformed(malformed('frame-too-large', what, bytes, 0, length, 0));
  }

  end(to: FrameSink): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const { bytes, length } = this.#partial;
    this.#partial.clear();
    if (length > 0) to.frame(bytes, 0, length);
  }
}
