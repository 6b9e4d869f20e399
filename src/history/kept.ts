/** Where actors stood at some of their entries: what lies between is replayed from there. */
import type { Position } from './chart.ts';

export class Kept {
  /** In order. */
  readonly #entries: number[] = [];
  readonly #positions: Position[] = [];

  /** @param i an entry, later than all before */
  put(i: number, position: Position): void {
    this.#entries.push(i);
    this.#positions.push(position);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** null: none was kept at this entry. */
  at(i: number): Position | null {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] ?? 0) < i) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low] === i ? (this.#positions[low] ?? null) : null;
  }
}
