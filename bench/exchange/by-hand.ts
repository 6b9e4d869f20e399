/** Frames with a 4-byte length, by hand, as one writes them for one protocol: no limits, no errors told. */
import type { Socket } from 'node:net';

const HEADER = 4;
const SLAB = 65_536;
const NOTHING = new Uint8Array(0);

const lengthAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);

const setLength = (bytes: Uint8Array, at: number, length: number): void => {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
};

/** The least that finds frames in a stream, whose bodies are `bytes.subarray(start, end)`. */
export class FrameReader {
  readonly #found: (bytes: Uint8Array, start: number, end: number) => void;
  /** The beginning of a frame whose rest has not come yet. */
  #rest: Uint8Array = NOTHING;

  constructor(found: (bytes: Uint8Array, start: number, end: number) => void) {
    this.#found = found;
  }

  read(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + HEADER <= bytes.length) {
      const end = at + HEADER + lengthAt(bytes, at);
      if (end > bytes.length) break;
      this.#found(bytes, at + HEADER, end);
      at = end;
    }
    // A copy, because the next chunk may come to lie where this one lay.
    this.#rest = at === bytes.length ? NOTHING : Uint8Array.prototype.slice.call(bytes, at);
  }
}

/** How frames reach a socket. */
export interface FrameWriter {
  frame(bytes: Uint8Array, start: number, end: number): void;
  /** The present callback is over. */
  flush(): void;
}

/** A buffer of its own, and a write of its own, for each frame. */
export class EachAlone implements FrameWriter {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    const frame = Buffer.allocUnsafe(HEADER + end - start);
    setLength(frame, 0, end - start);
    for (let i = start; i < end; i += 1) frame[HEADER + i - start] = bytes[i] ?? 0;
    this.#socket.write(frame);
  }

  flush(): void {}
}

/** Frames of one tick lie one behind the other in a slab, and are written at once. Each is to be smaller than a slab. */
export class Joined implements FrameWriter {
  readonly #socket: Socket;
  #slab = Buffer.allocUnsafeSlow(SLAB);
  #begun = 0;
  #end = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    const size = HEADER + end - start;
    if (this.#end + size > SLAB) this.#another();
    const slab = this.#slab;
    const at = this.#end;
    setLength(slab, at, end - start);
    // For a few dozen bytes a loop is cheaper than `set`, which needs a view.
    for (let i = start; i < end; i += 1) slab[at + HEADER + i - start] = bytes[i] ?? 0;
    this.#end = at + size;
  }

  flush(): void {
    if (this.#end > this.#begun) this.#socket.write(this.#slab.subarray(this.#begun, this.#end));
    this.#begun = this.#end;
  }

  /** What was written may not have left yet, so the slab is left to it. */
  #another(): void {
    this.flush();
    this.#slab = Buffer.allocUnsafeSlow(SLAB);
    this.#begun = 0;
    this.#end = 0;
  }
}
