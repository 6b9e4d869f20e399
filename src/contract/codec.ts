/** Framing: bytes to frames and back. Pure; a codec holds no socket and reads no clock. */
import type { FrameError } from './errors.ts';

/** Room to write into. An encoder writes from `at` on and leaves `at` behind what it wrote. */
export interface Slab {
  readonly bytes: Uint8Array;
  at: number;
}

/** What a codec can do, so that those who use it need not know which it is. */
export interface CodecTraits {
  /** An empty frame can be said, and is told apart from no frame. */
  readonly empty: boolean;
  /** Frames survive any cutting of the stream (read-once does not). */
  readonly rechunk: boolean;
  /** The end of the stream ends the frame (until-close): to send a frame is to write it and half-close. */
  readonly endsByFin: boolean;
}

export interface Codec {
  readonly can: CodecTraits;
  /** The most a whole frame may take on the wire, header included, in bytes. */
  readonly maxFrame: number;
  /** How old a partial frame may grow, in ms; `null` where only the end of the stream ends one. */
  readonly partialTimeout: number | null;
  /**
   * How many bytes this frame takes on the wire.
   * @throws FrameError `frame-refused` when the header cannot say it or it is over maxFrame. Nothing has been written.
   */
  size(frame: Uint8Array): number;
  /** Writes the frame at `out.at` and advances it by `size(frame)`. To be called only after `size` agreed. */
  encode(frame: Uint8Array, out: Slab): void;
  /** A decoder for one connection's stream. */
  decoder(): Decoder;
}

export interface Decoder {
  /** Bytes taken in and not yet given out as a frame. */
  readonly held: number;
  /**
   * Takes what was read. Calls the sink before it returns, once for each whole frame. When a frame is malformed it tells the sink once,
   * and it takes nothing after that.
   */
  push(chunk: Uint8Array, to: FrameSink): void;
  /** The stream has ended: a last frame, a truncated one, or nothing. */
  end(to: FrameSink): void;
}

export interface FrameSink {
  /**
   * One frame: `bytes.subarray(start, end)`, which is valid until this returns. Offsets rather than a view, because
   * making a view costs more than finding the frame.
   * @returns false to stop: the decoder drops the rest of the chunk and takes nothing more.
   */
  frame(bytes: Uint8Array, start: number, end: number): boolean;
  /** The stream can no longer be trusted. */
  malformed(error: FrameError): void;
}
