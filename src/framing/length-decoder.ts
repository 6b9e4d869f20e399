import type { Decoder, FrameSink } from '../contract/codec.ts';
import { Assembly } from './assembly.ts';
import { malformed } from './evidence.ts';
import type { LengthHeader } from './length-header.ts';

/** What a header may announce and have allocated before as much has arrived, in bytes: few frames are longer, and a lie costs no more. */
const trusted = 65_536;

export class LengthDecoder implements Decoder {
  readonly #header: LengthHeader;
  readonly #strip: boolean;
  readonly #partial = new Assembly(trusted);
  /** Size of the partial frame, 0 while its header is not whole. */
  #total = 0;
  #head = 0;
  /** Where in the stream the present chunk begins. */
  #base = 0;
  #stopped = false;

  constructor(header: LengthHeader, strip: boolean) {
    this.#header = header;
    this.#strip = strip;
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
    const of =
      this.#total === 0 ? 'inside the header' : `${String(length)} bytes into a frame of ${String(this.#total)}`;
    to.malformed(malformed('frame-truncated', `the stream ended ${of}`, bytes, 0, length, this.#base - length));
    this.#partial.clear();
  }

  /** Gives out each frame that lies whole in the chunk and keeps the rest. */
  #scan(chunk: Uint8Array, from: number, to: FrameSink): void {
    const header = this.#header;
    const strip = this.#strip;
    const end = chunk.length;
    let at = from;
    while (at < end) {
      const head = header.headAt(chunk, at, end);
      if (head === 0) break;
      const total = header.totalAt(chunk, at, head);
      if (total < 0) return this.#refuse(chunk, at, head, this.#base + at, to);
      if (total > end - at) {
        this.#head = head;
        this.#total = total;
        break;
      }
      if (!to.frame(chunk, strip ? at + head : at, at + total)) {
        this.#stopped = true;
        return;
      }
      at += total;
    }
    if (at < end) this.#partial.append(chunk, at, end, this.#total === 0 ? header.most : this.#total);
  }

  /** Completes the partial frame as far as the chunk reaches; returns how much of the chunk that took. */
  #resume(chunk: Uint8Array, to: FrameSink): number {
    const { length } = chunk;
    const partial = this.#partial;
    let at = 0;
    while (this.#total === 0) {
      if (at === length) return at;
      // A header of unknown width is gathered by single bytes once its least is there: none of the body must come along.
      const next = Math.min(length, at + Math.max(1, this.#header.least - partial.length));
      partial.append(chunk, at, next, this.#header.most);
      at = next;
      if (!this.#measure(this.#base + at - partial.length, to)) return at;
    }
    const rest = this.#total - partial.length;
    if (rest > length - at) {
      partial.append(chunk, at, length, this.#total);
      return length;
    }
    this.#finish(chunk, at, at + rest, to);
    return at + rest;
  }

  /** Reads the header of the partial frame, once it is whole. False when it is none, which ends everything. */
  #measure(offset: number, to: FrameSink): boolean {
    const { bytes, length } = this.#partial;
    this.#head = this.#header.headAt(bytes, 0, length);
    if (this.#head === 0) return true;
    this.#total = this.#header.totalAt(bytes, 0, this.#head);
    if (this.#total > 0) return true;
    this.#refuse(bytes, 0, this.#head, offset, to);
    return false;
  }

  /** Gives out the partial frame, whose last bytes are `chunk.subarray(from, end)`. */
  #finish(chunk: Uint8Array, from: number, end: number, to: FrameSink): void {
    const partial = this.#partial;
    // Peers that write header and body apart are common: such a body lies whole in the chunk and needs no copy.
    const apart = this.#strip && partial.length === this.#head;
    if (!apart) partial.append(chunk, from, end, this.#total);
    const { bytes } = partial;
    const total = this.#total;
    this.#total = 0;
    partial.clear();
    const go = apart ? to.frame(chunk, from, end) : to.frame(bytes, this.#strip ? this.#head : 0, total);
    if (!go) this.#stopped = true;
  }

  /** The header at `at`, which is that of a frame at `offset` of the stream, is none. */
  #refuse(bytes: Uint8Array, at: number, head: number, offset: number, to: FrameSink): void {
    this.#stopped = true;
    const { code, what, from, to: end } = this.#header.problemAt(bytes, at, head);
    this.#partial.clear();
    to.malformed(malformed(code, what, bytes, from, end, offset + from - at));
  }
}
