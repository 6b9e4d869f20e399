/** What the peer owes on one connection: replies and answers to probes. By order or by key, and the rest need not know. */
import type { Call, Probe } from './call.ts';
import type { Heartbeat } from './heartbeat.ts';

/**
 * What an inbound frame is. `reply`: of the call that `answered` gives. `asked`: the peer's heartbeat, to be answered.
 * `heartbeat`: an answer to a probe, or one that came too late. `late`, `double`: a reply whose request has timed out, or
 * was answered before. `message`: nobody asked for it.
 */
export type Inbound = 'reply' | 'asked' | 'heartbeat' | 'late' | 'double' | 'message';

export interface Owed {
  /** Answers to probes that are owed. */
  readonly probes: number;
  /** Why this call cannot be written now or for a while, though the chart has room; null: it can. @throws what a user's function throws */
  refusal(call: Call, now: number): string | null;
  /** It is being written. */
  add(call: Call): void;
  probe(probe: Probe): void;
  /** Makes room for another probe. @returns false where the oldest must stay */
  forgetProbe(): boolean;
  /** @throws what a user's function throws */
  classify(beat: Heartbeat | null, bytes: Uint8Array, start: number, end: number, now: number): Inbound;
  /** The call whose reply was classified last leaves. */
  answered(): Call | undefined;
  /** Its caller waits no longer. By order it keeps its place. */
  release(call: Call, now: number): void;
  /** Each call that is owed a reply, oldest first; they may leave meanwhile. */
  each(visit: (call: Call) => void): void;
  /** Empties it, oldest first. */
  take(visit: (call: Call) => void): void;
}
