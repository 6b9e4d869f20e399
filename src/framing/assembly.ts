/** One growing buffer for the frame that spans chunks. What it costs follows what has arrived, not what was announced. */

/** What is kept for the next frame, in bytes: enough for short frames cut by chunk edges, too little to weigh on idle lines. */
const kept = 1024;

const none = new Uint8Array(0);

export class Assembly {
  readonly #first: number;
  #bytes: Uint8Array = none;
  #length = 0;

  /** @param first The most that is allocated, in bytes, before as much has arrived. From there on it doubles. */
  constructor(first: number) {
    this.#first = first;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies `chunk.subarray(from, to)` behind what is held. `total` is the size that the whole is going to have, or at most can. */
  append(chunk: Uint8Array, from: number, to: number, total: number): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) this.#grow(length, total);
    this.#bytes.set(chunk.subarray(from, to), this.#length);
    this.#length = length;
  }

  /** Forgets what is held. A frame just taken from `bytes` stays readable until the next append. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > kept) this.#bytes = none;
  }

  #grow(length: number, total: number): void {
    const room = Math.min(total, Math.max(this.#first, 2 * this.#bytes.length));
    const grown = new Uint8Array(Math.max(length, room));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
