/** Many lines at once, by hand and by holdfast: what both are asked to do, and what they say of it. */

/** Lines to one peer on 127.0.0.1, all of them idle once they are up. */
export interface Fleet {
  /** Dials so many, 16 at once, and resolves when the last is up. */
  up(lines: number, beat: Beat | null): Promise<void>;
  /** Heartbeats answered so far. */
  beats(): number;
  /** Ends them all, and resolves when the last is closed. */
  down(): Promise<void>;
}

/** One heartbeat a line in so much silence, ms. */
export interface Beat {
  readonly every: number;
}

/** Dials at once. */
export const AT_ONCE = 16;

/** What a fleet's process is asked for. */
export type Task =
  | { readonly type: 'storm'; readonly lines: number }
  | { readonly type: 'beat'; readonly lines: number; readonly every: number; readonly forMs: number };

/** All of the lines coming up, or going. */
export interface Phase {
  readonly ms: number;
  /** ms between two turns of a timer of 1 ms: how long the event loop kept others waiting. */
  readonly delayP99: number;
  readonly delayMost: number;
}

export interface Storm {
  readonly up: Phase;
  readonly down: Phase;
  /** On the heap and outside it, of each line that is up and idle. */
  readonly bytes: number;
}

/** While the lines beat, after the first of them have. */
export interface Pulse {
  readonly ms: number;
  readonly cpuMs: number;
  readonly beats: number;
}
