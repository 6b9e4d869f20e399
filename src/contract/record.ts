/** One record of everything: what audit, inspector, metrics and the user's listeners read. */

export type Cause = 'io' | 'timer' | 'user' | 'supervisor' | 'crash' | 'chaos';

/** One transition of one actor. Plain JSON throughout; holds no payload. */
export interface TransitionRecord {
  /** Counts every record of one supervisor, from 1, without a gap. */
  readonly seq: number;
  /** Wall clock, ms since 1970. */
  readonly at: number;
  /** Monotonic, ms since the supervisor's start. */
  readonly mono: number;
  readonly link: string;
  /** The actor within the link, such as `core-bank#1`; the link's own name for the link's chart. */
  readonly connection: string;
  /** Counts the dials of this connection; 0 before the first. */
  readonly epoch: number;
  /** The chart's id: `connection`, `writer`, `link`. */
  readonly chart: string;
  /** The state before, as a dotted path; '' for a start. */
  readonly from: string;
  /** The event, whole: every fact that guards and context used. Timers are `after:<delay name>`. */
  readonly event: { readonly type: string; readonly [fact: string]: unknown };
  readonly to: string;
  /** Names of the guards that let it pass, in order, joined by ` & `. */
  readonly guard?: string;
  /** Names of the effects performed, in order. */
  readonly effects: readonly string[];
  readonly cause: Cause;
}

export interface RecordSink {
  /** `lifecycle` leaves out what exchanges cause; `all` is every record. */
  readonly level: 'lifecycle' | 'all';
  take(record: TransitionRecord): void;
}
