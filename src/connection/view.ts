/** One connection as it is now, for whoever looks. Plain types of its own: users see it, and need not know XState's. */
import type { Status } from '../actor/actor.ts';
import type { WireFacts } from '../contract/transport.ts';
import type { Verdict } from '../contract/verdict.ts';

export interface ConnectionView {
  /** The link's name and an ordinal: `core-bank#1`. */
  readonly id: string;
  /** As a dotted path. */
  readonly state: string;
  readonly context: ContextView;
  readonly status: Status;
  /** As `<path of the state>:<delay>`, soonest first. */
  readonly armed: readonly string[];
  /** When each of them fires, on the host's monotonic clock, ms. */
  readonly due: readonly number[];
  /** Counts its dials. */
  readonly epoch: number;
  /** What is known of the socket; null while there is none. */
  readonly facts: WireFacts | null;
  /** The last loss in a sentence. */
  readonly detail: string | null;
  /** What became of the peer, when the line last went; null before that, and while nobody reads the records. */
  readonly verdict: Verdict | null;
}

/** The chart's context, as in `machines/connection.ts`, without its policy. */
export interface ContextView {
  readonly pending: number;
  readonly exchanges: number;
  readonly misses: number;
  readonly attempts: number;
  readonly target: number;
  readonly paused: boolean;
  readonly idleSince: number;
  readonly seed: number;
  readonly loss: string | null;
  readonly reason: string | null;
}
