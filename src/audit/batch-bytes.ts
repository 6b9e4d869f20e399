/** The lines of the batch at hand as bytes, in memory that is used again for the next one. */

/**
 * Text is encoded whenever so much has come together. V8 keeps a concatenation as a tree until somebody reads it, and a
 * tree this small is read within the processor's cache: a tenth of the time that a whole batch at once takes.
 */
const PIECE = 16 * 1024;

/** UTF-8 takes three bytes at most for a unit of a string. */
const WIDEST = 3;

export class BatchBytes {
  #bytes = Buffer.allocUnsafeSlow(256 * 1024);
  #used = 0;
  #text = '';

  /** About as many bytes: what is not encoded yet counts by its length as text. */
  get length(): number {
    return this.#used + this.#text.length;
  }

  add(line: string): void {
    this.#text += line;
    if (this.#text.length >= PIECE) this.#encode();
  }

  /** All of it; what is added next begins anew, and is written over what was given here. */
  take(): Buffer {
    this.#encode();
    const taken = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    return taken;
  }

  #encode(): void {
    const most = this.#used + this.#text.length * WIDEST;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * most);
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#used += this.#bytes.write(this.#text, this.#used);
    this.#text = '';
  }
}
