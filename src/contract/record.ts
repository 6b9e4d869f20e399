/** One record of everything: what audit, inspector, metrics and the user's listeners read. */
import type { Verdict } from './verdict.ts';

export type Cause = 'io' | 'timer' | 'user' | 'supervisor' | 'crash' | 'chaos';

/** One transition of one actor. Plain JSON throughout; holds no payload. */
export interface TransitionRecord {
  /** Counts every record of one supervisor, from 1, without a gap. */
  readonly seq: number;
  /** Wall clock, ms since 1970. */
  readonly at: number;
  /** Monotonic, ms since the supervisor's start. */
  readonly mono: number;
  /** The link that it belongs to; '' for a supervisor and its groups. */
  readonly link: string;
  /** The actor: `core-bank#1` a connection, `core-bank` a link, `supervisor/settlement/core-bank` its place below a supervisor. */
  readonly connection: string;
  /** Counts the dials of this connection; 0 before the first. */
  readonly epoch: number;
  /** The chart's id: `connection`, `writer`, `link`, `child`, `supervisor`. */
  readonly chart: string;
  /** The state before, as a dotted path; '' for a start. */
  readonly from: string;
  /**
   * The event, whole: every fact that guards and context used, `at` in ms of the host's monotonic clock. Timers are
   * `after:<delay name>`; a start carries the chart's `input`.
   */
  readonly event: { readonly type: string; readonly [fact: string]: unknown };
  readonly to: string;
  /** Names of the guards that let it pass, in order, joined by ` & `. */
  readonly guard?: string;
  /** Names of the effects performed, in order. */
  readonly effects: readonly string[];
  readonly cause: Cause;
  /** Where this transition shows what became of the peer: what the loss before it and the dial after it prove together. */
  readonly verdict?: Verdict;
}

/** A record before the stream has numbered it. */
export type RecordFacts = Omit<TransitionRecord, 'seq' | 'at' | 'mono' | 'link'>;

/** Many transitions of one actor, told in one: what level `lifecycle` leaves out, up to the next record that it keeps. */
export interface Summary {
  readonly link: string;
  readonly connection: string;
  readonly chart: string;
  readonly epoch: number;
  /** Of the first and the last transition left out; between them stand other actors' as well. */
  readonly first: number;
  readonly last: number;
  /** How often, by `<event>` or `<event>/<first effect>`. */
  readonly counts: Readonly<Record<string, number>>;
  /** `event.at` of the last. */
  readonly until: number;
  /** The state reached. */
  readonly to: string;
  /** What has changed in the context since the actor's last record or summary; the rest is as it was. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Records that were not kept, and why. */
export interface Gap {
  /** The first and the last seq that are missing. */
  readonly first: number;
  readonly last: number;
  readonly reason: string;
  /** Wall clock, ms since 1970, of the last. */
  readonly at: number;
}

/** A reader of the stream. What it throws is a `fault` of the supervisor, and reaches no actor. */
export interface RecordSink {
  /**
   * `all`: every transition comes to `take`. `lifecycle`: what exchanges and healthy heartbeats cause comes to `pass`,
   * unnumbered by wall clock and cheaper, and the rest to `take`.
   */
  readonly level: 'lifecycle' | 'all';
  /** @param context of the actor after the transition: plain JSON, never changed afterwards */
  take(record: TransitionRecord, context: object): void;
  /** A transition that level `lifecycle` leaves out. `facts` is valid until it returns. */
  pass?(seq: number, link: string, facts: RecordFacts, context: object): void;
  /** The supervisor has stopped: nothing more comes. What it returns is waited for. */
  close?(): void | Promise<void>;
}
