/** The framing of a leg on which we only send: whatever comes there is no frame. */
import type { Codec, Decoder, FrameSink } from '../contract/codec.ts';
import { FrameError } from '../contract/errors.ts';

const MOST_SHOWN = 16;

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, MOST_SHOWN), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Tells of the first byte, and takes nothing after it. */
class Deaf implements Decoder {
  readonly held = 0;
  #told = false;

  push(chunk: Uint8Array, to: FrameSink): void {
    if (this.#told || chunk.length === 0) return;
    this.#told = true;
    const what = `${String(chunk.length)} bytes came on a leg on which we only send`;
    to.malformed(new FrameError('frame-unasked', what, { hex: hexOf(chunk), offset: 0 }));
  }

  end(): void {}
}

export const sendOnly = (codec: Codec): Codec => ({
  can: codec.can,
  maxFrame: codec.maxFrame,
  partialTimeout: null,
  size: (frame) => codec.size(frame),
  encode: (frame, out) => codec.encode(frame, out),
  decoder: () => new Deaf(),
});
