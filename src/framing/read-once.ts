import type { Codec, Decoder, FrameSink, Slab } from '../contract/codec.ts';
import { fits, malformed, refused } from './evidence.ts';

/** Whatever one read returns is a frame. On a stream that is a hope, on datagrams a rule. */
export class ReadOnceCodec implements Codec {
  readonly can = { empty: false, rechunk: false, endsByFin: false };
  readonly maxFrame: number;
  readonly partialTimeout = null;

  constructor(options: { readonly maxFrame: number }) {
    this.maxFrame = options.maxFrame;
  }

  size(frame: Uint8Array): number {
    if (frame.length === 0) throw refused('it is empty, and no read returns no bytes');
    return fits(frame.length, this.maxFrame);
  }

  encode(frame: Uint8Array, out: Slab): void {
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  }

  decoder(): Decoder {
    return new ReadOnceDecoder(this.maxFrame);
  }
}

class ReadOnceDecoder implements Decoder {
  readonly held = 0;
  readonly #maxFrame: number;
  /** Where in the stream the present chunk begins. */
  #base = 0;
  #stopped = false;

  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  push(chunk: Uint8Array, to: FrameSink): void {
    const { length } = chunk;
    if (this.#stopped || length === 0) return;
    if (length > this.#maxFrame) {
      this.#stopped = true;
      const what = `one read returned ${String(length)} bytes, over maxFrame, ${String(this.#maxFrame)} bytes`;
      to.malformed(malformed('frame-too-large', what, chunk, 0, length, this.#base));
      return;
    }
    this.#stopped = !to.frame(chunk, 0, length);
    this.#base += length;
  }

  end(): void {
    this.#stopped = true;
  }
}
