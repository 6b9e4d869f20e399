/** The last states of each row with their times, in typed arrays that grow with the rows. */
import type { FrameWriter } from './frames.ts';

/** Of one row. 10,000 rows keep 16 MB; at a reconnect with its five states each it is a dozen losses. */
export const SPANS = 64;

const FIRST_ROWS = 64;

export class Spans {
  /** By row, `SPANS` pairs of since and state: what is written together lies together. */
  #spans = new Float64Array(FIRST_ROWS * SPANS * 2);
  /** How many were ever put, by row. */
  #puts = new Uint32Array(FIRST_ROWS);

  /** The row is another's from here on. */
  clear(row: number): void {
    if (row >= this.#puts.length) this.#grow(row);
    this.#puts[row] = 0;
  }

  /** Only for a row that was cleared once. */
  put(row: number, state: number, since: number): void {
    const puts = this.#puts[row] ?? 0;
    const at = (row * SPANS + (puts % SPANS)) * 2;
    this.#spans[at] = since;
    this.#spans[at + 1] = state;
    this.#puts[row] = puts + 1;
  }

  /** Those that reach beyond `from`, oldest first. */
  *of(row: number, from: number): Generator<readonly [state: number, since: number], void> {
    const puts = this.#puts[row] ?? 0;
    let first = Math.max(0, puts - SPANS);
    while (first + 1 < puts && this.#at(row, first + 1, 0) <= from) first += 1;
    for (let i = first; i < puts; i += 1) yield [this.#at(row, i, 1), this.#at(row, i, 0)];
  }

  /** @returns false where the frame is full */
  write(row: number, from: number, to: FrameWriter): boolean {
    let last: readonly [number, number] | null = null;
    for (const span of this.of(row, from)) {
      // Equal neighbours are one.
      if (last !== null && last[0] === span[0]) continue;
      if (!to.put(row, span[0], 1, span[1])) return false;
      last = span;
    }
    return true;
  }

  #at(row: number, i: number, part: 0 | 1): number {
    return this.#spans[(row * SPANS + (i % SPANS)) * 2 + part] ?? 0;
  }

  #grow(row: number): void {
    let rows = this.#puts.length;
    while (rows <= row) rows *= 2;
    const spans = new Float64Array(rows * SPANS * 2);
    spans.set(this.#spans);
    const puts = new Uint32Array(rows);
    puts.set(this.#puts);
    this.#spans = spans;
    this.#puts = puts;
  }
}
