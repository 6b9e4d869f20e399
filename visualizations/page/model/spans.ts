/** The states of the timeline's rows, and since when each: a ring for each row, so that memory has a bound. */
import type { Family } from './family.ts';
import { familyOf, isDown } from './family.ts';

/** What one row keeps: more than a screen is wide in spans that can be told apart. */
const DEPTH = 256;
const connecting = familyOf('connecting');
/** As many as the server sends. */
const MOST_SLOTS = 500;

export class Spans {
  readonly #start = new Float64Array(MOST_SLOTS * DEPTH);
  readonly #family = new Uint8Array(MOST_SLOTS * DEPTH);
  /** How many were ever pushed. */
  readonly #pushed = new Uint32Array(MOST_SLOTS);
  readonly #slot = new Map<number, number>();

  /** These rows from now on, in this order; those that stay keep what they have. */
  show(rows: readonly number[]): void {
    const free: number[] = [];
    const wanted = new Set(rows.slice(0, MOST_SLOTS));
    for (const [row, slot] of this.#slot)
      if (!wanted.has(row)) {
        this.#slot.delete(row);
        free.push(slot);
      }
    let next = this.#slot.size + free.length;
    for (const row of wanted) {
      if (this.#slot.has(row)) continue;
      const slot = free.pop() ?? next++;
      this.#slot.set(row, slot);
      this.#pushed[slot] = 0;
    }
  }

  /** Whether anything is kept of it. */
  has(row: number): boolean {
    return this.#slot.has(row);
  }

  /** Forgets the spans of a row: all of them come anew. */
  restart(row: number): void {
    const slot = this.#slot.get(row);
    if (slot !== undefined) this.#pushed[slot] = 0;
  }

  /** Equal neighbours are one span; what is older than the last is known already. */
  push(row: number, since: number, family: Family): void {
    const slot = this.#slot.get(row);
    if (slot === undefined) return;
    const pushed = this.#pushed[slot] ?? 0;
    if (pushed > 0) {
      const last = slot * DEPTH + ((pushed - 1) % DEPTH);
      if (this.#family[last] === family || (this.#start[last] ?? 0) > since) return;
    }
    const at = slot * DEPTH + (pushed % DEPTH);
    this.#start[at] = since;
    this.#family[at] = family;
    this.#pushed[slot] = pushed + 1;
  }

  /** Whether it was lost at any time since `from`. */
  troubled(row: number, from: number): boolean {
    const slot = this.#slot.get(row);
    if (slot === undefined) return false;
    const pushed = this.#pushed[slot] ?? 0;
    for (let n = pushed - 1; n >= Math.max(0, pushed - DEPTH); n -= 1) {
      const at = slot * DEPTH + (n % DEPTH);
      if (isDown(this.#family[at] ?? 0)) return true;
      if ((this.#start[at] ?? 0) <= from) return false;
    }
    return false;
  }

  /** Since when it does not serve, as its last spans tell; Infinity: it does. What served for less than `relapse` had not been up. */
  downSince(row: number, relapse: number): number {
    let began = Infinity;
    let later = Infinity;
    const slot = this.#slot.get(row) ?? 0;
    const pushed = this.#slot.has(row) ? (this.#pushed[slot] ?? 0) : 0;
    for (let n = pushed - 1; n >= Math.max(0, pushed - DEPTH); n -= 1) {
      const at = slot * DEPTH + (n % DEPTH);
      const start = this.#start[at] ?? 0;
      if (isDown(this.#family[at] ?? 0)) began = start;
      else if (this.#family[at] !== connecting && (later === Infinity || later - start >= relapse)) return began;
      later = start;
    }
    return began;
  }

  /** From the newest back to the one that reaches into `from`. */
  each(row: number, from: number, until: number, draw: (start: number, end: number, family: Family) => void): void {
    const slot = this.#slot.get(row);
    if (slot === undefined) return;
    const pushed = this.#pushed[slot] ?? 0;
    let end = until;
    for (let n = pushed - 1; n >= Math.max(0, pushed - DEPTH) && end > from; n -= 1) {
      const at = slot * DEPTH + (n % DEPTH);
      const start = this.#start[at] ?? 0;
      if (start >= end) continue;
      draw(Math.max(start, from), end, this.#family[at] ?? 0);
      end = start;
    }
  }
}
