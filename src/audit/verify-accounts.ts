/** Is every seq of a run accounted for, once? */
import type { GapEntry, RecordEntry, SummaryEntry } from './entries.ts';

/** Between two records: seqs that summaries account for. */
interface Hole {
  readonly first: number;
  readonly last: number;
  /** Seqs in the holes before this one. */
  readonly before: number;
}

/** Holes remembered while some summary is outstanding; older ones are not looked into any more. */
const MOST_HOLES = 100_000;

export class Accounts {
  readonly #level: 'lifecycle' | 'all';
  #holes: Hole[] = [];
  /** No hole at or below it is remembered. */
  #forgotten = 0;
  #highest = 0;
  /** Seqs that records and gaps account for, and those that summaries do. */
  #taken = 0;
  #summed = 0;
  /** The last. */
  #gap: GapEntry | null = null;

  constructor(level: 'lifecycle' | 'all') {
    this.#level = level;
  }

  /** The highest seq that anything has told of. */
  get highest(): number {
    return this.#highest;
  }

  /** What is wrong with this entry's seqs; null: nothing. */
  take(entry: RecordEntry | SummaryEntry | GapEntry): string | null {
    if (entry.type === 'record') return this.#record(entry.seq);
    return entry.type === 'gap' ? this.#miss(entry) : this.#summary(entry);
  }

  /** What is wrong with a run that ends with `seq`; null: each of its seqs is accounted for. */
  close(seq: number): string | null {
    if (seq < this.#highest) return `the run closed at ${String(seq)}, and ${String(this.#highest)} was told before`;
    const told = this.#taken + this.#summed;
    return told === seq ? null : `the run has ${String(seq)} records, and ${String(told)} are accounted for`;
  }

  #record(seq: number): string | null {
    if (seq <= this.#highest) return `record ${String(seq)} comes after ${String(this.#highest)}`;
    if (seq > this.#highest + 1 && this.#level === 'all')
      return `record ${String(this.#highest + 1)} is missing, ${String(seq)} follows`;
    this.#skipTo(seq);
    this.#highest = seq;
    this.#taken += 1;
    return null;
  }

  #miss(gap: GapEntry): string | null {
    const { first, last } = gap;
    const next = this.#highest + 1;
    if (last < first || first < next || (this.#level === 'all' && first > next))
      return `a gap from ${String(first)} to ${String(last)} follows ${String(this.#highest)}`;
    this.#skipTo(first);
    this.#highest = last;
    this.#taken += last - first + 1;
    this.#gap = gap;
    return null;
  }

  #summary({ first, last, counts }: SummaryEntry): string | null {
    const says = `the summary of ${String(first)} to ${String(last)}`;
    const sum = Object.values(counts).reduce((all, one) => all + one, 0);
    if (sum === 0)
      return first === this.#gap?.first && last === this.#gap.last
        ? null
        : `${says} counts nothing, and tells of no gap`;
    if (this.#level === 'all') return `${says} has no place in a log of level all`;
    if (first < 1 || sum > last - first + 1 || (sum === 1) !== (first === last))
      return `${says} counts ${String(sum)} events`;
    if (last > this.#highest) {
      this.#skipTo(last + 1);
      this.#highest = last;
    }
    if (!this.#isFree(first) || !this.#isFree(last) || sum > this.#freeWithin(first, last))
      return `${says} counts what stands in the log as a record`;
    this.#summed += sum;
    const free = this.#highest - this.#taken;
    if (this.#summed > free) return `${says} counts more than has happened`;
    if (this.#summed === free) this.#forget();
    return null;
  }

  /** What lies between the highest seq so far and this one is for summaries to tell. */
  #skipTo(seq: number): void {
    if (seq <= this.#highest + 1) return;
    const last = this.#holes.at(-1);
    const before = last === undefined ? 0 : last.before + last.last - last.first + 1;
    this.#holes.push({ first: this.#highest + 1, last: seq - 1, before });
    // Half of them at once: to cut the oldest each time would cost as much as there are.
    if (this.#holes.length > MOST_HOLES) {
      this.#forgotten = this.#holes[MOST_HOLES / 2]?.last ?? 0;
      this.#holes = this.#holes.slice(MOST_HOLES / 2 + 1);
    }
  }

  /** All that lies behind is told. */
  #forget(): void {
    this.#holes = [];
    this.#forgotten = 0;
  }

  /** The last hole that begins at or before `seq`. */
  #holeAt(seq: number): Hole | undefined {
    let low = 0;
    let high = this.#holes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#holes[middle]?.first ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#holes[low - 1];
  }

  #isFree(seq: number): boolean {
    if (seq <= this.#forgotten) return true;
    const hole = this.#holeAt(seq);
    return hole !== undefined && seq <= hole.last;
  }

  #freeWithin(first: number, last: number): number {
    if (first <= this.#forgotten) return Infinity;
    return this.#freeUpTo(last) - this.#freeUpTo(first - 1);
  }

  #freeUpTo(seq: number): number {
    const hole = this.#holeAt(seq);
    return hole === undefined ? 0 : hole.before + Math.min(seq, hole.last) - hole.first + 1;
  }
}
