import type { Decoder, FrameSink } from '../contract/codec.ts';
import type { FrameError } from '../contract/errors.ts';
import { toHex } from '../contract/options/octets.ts';
import { Assembly } from './assembly.ts';
import { malformed } from './evidence.ts';
import { endOf, endsWith, mayBegin } from './mark.ts';

/** Nothing announces how long a frame becomes, so the buffer starts small, in bytes. */
const first = 256;

/**
 * Looks at each byte once, however the stream is cut. Bytes between a delimiter and the next start are malformed rather than
 * skipped: two ends that have lost step should not guess. So is a start inside a frame: the frame before it was never ended.
 */
export class DelimiterDecoder implements Decoder {
  readonly #start: Uint8Array;
  readonly #delimiter: Uint8Array;
  readonly #maxFrame: number;
  readonly #partial = new Assembly(first);
  /** Where in the stream the present chunk begins. */
  #base = 0;
  #stopped = false;

  /** @param start Of no bytes where a frame just begins. */
  constructor(start: Uint8Array, delimiter: Uint8Array, maxFrame: number) {
    this.#start = start;
    this.#delimiter = delimiter;
    this.#maxFrame = maxFrame;
  }

  get held(): number {
    return this.#partial.length;
  }

  push(chunk: Uint8Array, to: FrameSink): void {
    if (this.#stopped) return;
    const from = this.#partial.length === 0 ? 0 : this.#resume(chunk, to);
    if (!this.#stopped) this.#scan(chunk, from, to);
    this.#base += chunk.length;
  }

  end(to: FrameSink): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const { bytes, length } = this.#partial;
    if (length === 0) return;
    const what = `the stream ended ${String(length)} bytes into a frame, before its delimiter`;
    this.#refuse(malformed('frame-truncated', what, bytes, 0, length, this.#base - length), to);
  }

  /** Gives out each frame that lies whole in the chunk and keeps the rest. */
  #scan(chunk: Uint8Array, from: number, to: FrameSink): void {
    const { length } = chunk;
    const open = this.#start.length;
    let at = from;
    while (at < length) {
      if (!this.#begins(chunk, at, length, this.#base + at, to)) return;
      const end = endOf(chunk, at + open, this.#delimiter);
      if ((end < 0 ? length + 1 : end) - at > this.#maxFrame) {
        this.#tooLarge(chunk, at, this.#base + at, to);
        return;
      }
      if (end < 0) break;
      if (!this.#give(chunk, at + open, end - this.#delimiter.length, this.#base + at, to)) return;
      at = end;
    }
    if (at < length) this.#partial.append(chunk, at, length, this.#maxFrame);
  }

  /** Completes the partial frame as far as the chunk reaches; returns how much of the chunk that took. */
  #resume(chunk: Uint8Array, to: FrameSink): number {
    const partial = this.#partial;
    const open = this.#start.length;
    const begin = this.#base - partial.length;
    let at = 0;
    while (at < chunk.length) {
      const next = Math.min(this.#candidate(chunk, at), at + this.#maxFrame - partial.length);
      partial.append(chunk, at, next, this.#maxFrame);
      at = next;
      const { bytes, length } = partial;
      if (length <= open && !this.#begins(bytes, 0, length, begin, to)) return at;
      if (endsWith(bytes, open, length, this.#delimiter)) {
        partial.clear();
        this.#give(bytes, open, length - this.#delimiter.length, begin, to);
        return at;
      }
      if (length >= this.#maxFrame) {
        this.#tooLarge(bytes, 0, begin, to);
        return at;
      }
    }
    return at;
  }

  /** How far the chunk may be taken before something has to be judged: the whole start, or the next byte that may end the delimiter. */
  #candidate(chunk: Uint8Array, at: number): number {
    const missing = this.#start.length - this.#partial.length;
    if (missing > 0) return Math.min(chunk.length, at + missing);
    const last = chunk.indexOf(this.#delimiter[this.#delimiter.length - 1] as number, at);
    return last < 0 ? chunk.length : last + 1;
  }

  #begins(bytes: Uint8Array, from: number, end: number, offset: number, to: FrameSink): boolean {
    const begins = mayBegin(bytes, from, end, this.#start);
    if (!begins) {
      const what = `a frame beginning with ${toHex(this.#start)} was expected`;
      this.#refuse(malformed('frame-malformed', what, bytes, from, end, offset), to);
    }
    return begins;
  }

  /** Gives out `bytes.subarray(from, end)`; its frame begins at `offset` in the stream. False when that was the last. */
  #give(bytes: Uint8Array, from: number, end: number, offset: number, to: FrameSink): boolean {
    const open = this.#start.length;
    if (open > 0) {
      const inner = endOf(bytes.subarray(from, end), 0, this.#start);
      if (inner >= 0) {
        const what = `another start ${toHex(this.#start)} stands inside a frame`;
        this.#refuse(malformed('frame-malformed', what, bytes, from + inner - open, end, offset + inner), to);
        return false;
      }
    }
    this.#stopped = !to.frame(bytes, from, end);
    return !this.#stopped;
  }

  #tooLarge(bytes: Uint8Array, from: number, offset: number, to: FrameSink): void {
    const what = `a frame goes on beyond maxFrame, ${String(this.#maxFrame)} bytes`;
    this.#refuse(malformed('frame-too-large', what, bytes, from, from + this.#maxFrame, offset), to);
  }

  #refuse(error: FrameError, to: FrameSink): void {
    this.#stopped = true;
    this.#partial.clear();
    to.malformed(error);
  }
}
