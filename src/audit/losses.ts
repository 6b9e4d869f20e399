/** Records that could not be kept: from which to which, and whose links are stopped for it. */
import type { GapEntry } from './entries.ts';

export class Losses {
  readonly #clock: { readonly wall: () => number };
  readonly #stop: (link: string, seq: number) => void;
  readonly #stopped = new Set<string>();
  #reason: string | null = null;
  #stops = false;
  #first = 0;
  #last = 0;
  #at = 0;

  /** @param stop ends a link; told once for each gap */
  constructor(clock: { readonly wall: () => number }, stop: (link: string, seq: number) => void) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Nothing is kept: a gap is one run of numbers, and what comes within it is in it. */
  get open(): boolean {
    return this.#reason !== null;
  }

  /** For people. */
  get told(): string {
    return this.#first === 0
      ? 'and nothing is missing'
      : `and records ${String(this.#first)} to ${String(this.#last)} are missing`;
  }

  /** @param stops a link that loses a record is stopped */
  begin(reason: string, stops: boolean): void {
    this.#reason = reason;
    this.#stops = stops;
  }

  add(seq: number, link: string): void {
    if (this.#first === 0) this.#first = seq;
    this.#last = seq;
    this.#at = this.#clock.wall();
    if (!this.#stops || link === '' || this.#stopped.has(link)) return;
    this.#stopped.add(link);
    this.#stop(link, seq);
  }

  /** `null`: there was none. */
  end(): GapEntry | null {
    if (this.#reason === null) return null;
    const gap: GapEntry = { type: 'gap', first: this.#first, last: this.#last, reason: this.#reason, at: this.#at };
    this.#reason = null;
    this.#first = 0;
    this.#stopped.clear();
    return gap;
  }
}
