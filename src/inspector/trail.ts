/** The last records, and which of them pass a filter. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Filter } from './questions.ts';

/** Some 8 MB where all of them are long; at 100 changes of state a second it reaches back a minute and a half. */
export const TRAIL = 10_000;

export class Ring<T> {
  readonly #most: number;
  readonly #kept: T[] = [];
  /** How many were ever put. */
  total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#kept.length;
  }

  put(one: T): void {
    this.#kept[this.total % this.#most] = one;
    this.total += 1;
  }

  /** From number `from` on, counted from the first that was ever put; those that are no longer kept are left out. */
  *since(from: number): Generator<T, void> {
    for (let i = Math.max(from, this.total - this.#kept.length); i < this.total; i += 1) {
      const one = this.#kept[i % this.#most];
      if (one !== undefined) yield one;
    }
  }

  /** The newest first. */
  *backwards(): Generator<T, void> {
    for (let i = this.total - 1; i >= this.total - this.#kept.length; i -= 1) {
      const one = this.#kept[i % this.#most];
      if (one !== undefined) yield one;
    }
  }
}

/** Whether a record passes. @param labelOf what people are told of a state */
export function passes(
  filter: Filter,
  labelOf: (chart: string, path: string) => string,
): (record: TransitionRecord) => boolean {
  const { link, connection, chart, state, event, cause, since = -Infinity, until = Infinity } = filter;
  const text = filter.text?.toLowerCase();
  return (record) =>
    record.mono >= since &&
    record.mono <= until &&
    (link === undefined || record.link === link) &&
    (connection === undefined || record.connection === connection) &&
    (chart === undefined || record.chart === chart) &&
    (event === undefined || record.event.type === event) &&
    (cause === undefined || record.cause === cause) &&
    (state === undefined || record.to === state || labelOf(record.chart, record.to) === state) &&
    (text === undefined || JSON.stringify(record).toLowerCase().includes(text));
}

/** The newest `limit` that pass, oldest first, and how many more passed. */
export function newest(
  records: Iterable<TransitionRecord>,
  passing: (record: TransitionRecord) => boolean,
  limit: number,
): { readonly records: readonly TransitionRecord[]; readonly skipped: number } {
  const found: TransitionRecord[] = [];
  let skipped = 0;
  for (const record of records)
    if (passing(record)) {
      if (found.length < limit) found.push(record);
      else skipped += 1;
    }
  return { records: found.toReversed(), skipped };
}
