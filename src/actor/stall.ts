/** Did this process sleep? Then silence proves nothing against a peer, and whoever judges silence must be told first. */
import type { Clock } from '../contract/clock.ts';

/** An alarm so late is no mere busy turn of the event loop. */
const LATE = 2000;

/** Wall and monotonic clock parting by more is no mere slewing: the host slept, or its clock was set. */
const PARTED = 1000;

interface StallWatch {
  onStall(told: (ms: number) => void): () => void;
  /** To be called when an alarm set for `expected` has come, at `now`. */
  check(expected: number, now: number): void;
}

export const createStallWatch = (clock: Clock): StallWatch => {
  const listeners = new Set<(ms: number) => void>();
  let ahead = clock.wall() - clock.now();
  return {
    onStall(told) {
      // A function of its own, so that the same listener given twice is told twice and ended once.
      const listener = (ms: number): void => told(ms);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    check(expected, now) {
      const before = ahead;
      ahead = clock.wall() - now;
      const late = now - expected;
      if (late <= LATE && Math.abs(ahead - before) <= PARTED) return;
      for (const told of listeners) told(late > LATE ? late : 0);
    },
  };
};
