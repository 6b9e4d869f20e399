/** The processes that wrote a log, one after the other, and the one time on which all their entries lie. */
import type { SegmentEntry } from '../audit/entries.ts';
import type { TransitionRecord } from '../contract/record.ts';

export interface Run {
  readonly id: string;
  /** Its first entry. */
  readonly first: number;
  /** `t` less this is `mono`, ms since its supervisor's start; null until its first record. */
  base: number | null;
  /** `event.at` less this is `mono`. */
  readonly clock: number;
  /** Wall clock at its `mono` 0. */
  wall: number;
}

/** `t`: ms since the origin, which is the start of the first supervisor; it never goes back. */
export class Runs {
  readonly all: Run[] = [];
  /** Wall clock of `t` 0, ms since 1970; null until a record tells it. */
  #origin: number | null = null;
  #headerAt = 0;
  #last = 0;

  get origin(): number {
    return this.#origin ?? this.#headerAt;
  }

  /** @param i its entry @returns whether another process goes on with the log */
  header({ run, at, origin }: SegmentEntry, i: number): boolean {
    if (this.all.at(-1)?.id === run) return false;
    if (this.all.length === 0) this.#headerAt = at;
    this.all.push({ id: run, first: i, base: null, clock: origin, wall: at });
    return true;
  }

  /** `t` of a record. */
  timeOf({ at, mono }: TransitionRecord): number {
    this.#origin ??= at - mono;
    const run = this.all.at(-1);
    if (run === undefined) return this.#last;
    // The wall clock may have been set back between two runs.
    if (run.base === null) {
      run.wall = at - mono;
      run.base = Math.max(run.wall - this.#origin, this.#last - mono);
    }
    return this.#passed(run.base + mono);
  }

  /** `t` of what has only the time of its event, or none. */
  timeUntil(until: number | null): number {
    const run = this.all.at(-1);
    if (until === null || run === undefined || run.base === null) return this.#last;
    return this.#passed(run.base + until - run.clock);
  }

  /** The last that had begun by then. @param i an entry */
  number(i: number): number {
    let number = 0;
    for (const [at, { first }] of this.all.entries()) if (first <= i) number = at;
    return number;
  }

  /** `event.at` at `t`. */
  clockAt(run: number, t: number): number {
    const { base, clock } = this.all[run] ?? { base: null, clock: 0 };
    return t - (base ?? 0) + clock;
  }

  /** Wall clock at `t`, by this run's records. */
  wallAt(run: number, t: number): number {
    const { base, wall } = this.all[run] ?? { base: null, wall: 0 };
    return base === null ? this.origin + t : wall + t - base;
  }

  #passed(t: number): number {
    this.#last = Math.max(this.#last, t);
    return this.#last;
  }
}
