/** Which entries of a log somebody wants to see. */
import type { Entry, RecordEntry, SummaryEntry } from './entries.ts';

export interface Wanted {
  readonly link?: string | undefined;
  readonly connection?: string | undefined;
  readonly chart?: string | undefined;
  /** Wall clock, ms since 1970, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A whole path, the beginning of one, or its innermost word: come from, or gone to. */
  readonly state?: string | undefined;
  readonly event?: string | undefined;
  readonly cause?: string | undefined;
}

/** An entry, and when it was: a summary and a header's neighbours tell no wall clock of their own. */
export interface Shown {
  readonly entry: Exclude<Entry, { type: 'checkpoint' }>;
  readonly at: number;
}

export class Selection {
  readonly #wanted: Wanted;
  /** About certain actors or transitions, so that headers and ends say nothing to it. */
  readonly #narrow: boolean;
  /** Of the run at hand: `event.at` less this is wall clock, as its last record tells. */
  #offset = 0;
  #at = 0;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    const { link, connection, chart, state, event, cause } = wanted;
    this.#narrow = [link, connection, chart, state, event, cause].some((one) => one !== undefined);
  }

  /** To be asked of each entry, in order. null: not wanted. */
  take(entry: Entry): Shown | null {
    if (entry.type === 'checkpoint') return null;
    this.#at = this.#timeOf(entry);
    const { from = -Infinity, to = Infinity } = this.#wanted;
    if (this.#at < from || this.#at > to || !this.#matches(entry)) return null;
    return { entry, at: this.#at };
  }

  #timeOf(entry: Shown['entry']): number {
    if (entry.type === 'summary') return entry.until === 0 ? this.#at : entry.until + this.#offset;
    if (entry.type === 'record' && typeof entry.event['at'] === 'number') this.#offset = entry.at - entry.event['at'];
    else if (entry.type === 'segment') this.#offset = entry.at - entry.origin;
    return entry.at;
  }

  #matches(entry: Shown['entry']): boolean {
    // What is missing may be anybody's.
    if (entry.type === 'gap') return true;
    if (entry.type !== 'record' && entry.type !== 'summary') return !this.#narrow;
    const { link, connection, chart } = this.#wanted;
    return (
      is(link, entry.link) &&
      is(connection, entry.connection) &&
      is(chart, entry.chart) &&
      (entry.type === 'record' ? this.#record(entry) : this.#summary(entry))
    );
  }

  #record({ from, to, event, cause }: RecordEntry): boolean {
    const { state } = this.#wanted;
    return (
      (state === undefined || inState(from, state) || inState(to, state)) &&
      is(this.#wanted.event, event.type) &&
      is(this.#wanted.cause, cause)
    );
  }

  #summary({ to, counts }: SummaryEntry): boolean {
    const { state, event, cause } = this.#wanted;
    if (cause !== undefined) return false;
    if (state !== undefined && !inState(to, state)) return false;
    return event === undefined || Object.keys(counts).some((name) => name.split('/', 1)[0] === event);
  }
}

const is = (wanted: string | undefined, found: string): boolean => wanted === undefined || wanted === found;

const inState = (path: string, wanted: string): boolean =>
  path === wanted || path.startsWith(`${wanted}.`) || path.endsWith(`.${wanted}`);
