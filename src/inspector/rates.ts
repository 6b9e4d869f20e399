/** How much of everything there was in each of the last seconds, and how long the waits before redials were. */
import type { Counts } from '../connection/counts.ts';
import { rateNames } from './protocol.ts';
import type { RateSample } from './protocol.ts';
import { Ring } from './trail.ts';

/** Samples, one a second. */
const KEPT = 300;

/** ms: the bounds of the histogram of waits. A wait is 30 s at most by default, and may be set longer. */
const BOUNDS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000] as const;

/** What has counts: a link, or one session. */
interface Counting {
  readonly counts: Readonly<Counts>;
}

type Sums = Record<Exclude<(typeof rateNames)[number], 't'>, number>;

const nothing = { exchanges: 0, losses: 0, dials: 0, heartbeats: 0, heartbeatBytes: 0, bytesIn: 0, bytesOut: 0 };

export class Rates {
  readonly #samples = new Ring<RateSample>(KEPT);
  readonly #waits: number[] = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  #before: Readonly<Sums> = { transitions: 0, reconnects: 0, ...nothing };
  transitions = 0;
  reconnects = 0;

  /** A wait before a redial is over. */
  waited(ms: number): void {
    let at = 0;
    while (at < BOUNDS.length && ms >= (BOUNDS[at] ?? Infinity)) at += 1;
    this.#waits[at] = (this.#waits[at] ?? 0) + 1;
  }

  /** What was counted since this was called last. A link that left takes its counts with it. @returns transitions */
  sample(t: number, all: Iterable<Counting>): number {
    const now: Sums = { transitions: this.transitions, reconnects: this.reconnects, ...nothing };
    for (const { counts } of all) {
      now.exchanges += counts.replies;
      now.losses += counts.losses;
      now.dials += counts.dials;
      now.heartbeats += counts.heartbeatsSent + counts.heartbeatsReceived;
      now.heartbeatBytes += counts.heartbeatBytes;
      now.bytesIn += counts.bytesIn;
      now.bytesOut += counts.bytesOut;
    }
    const before = this.#before;
    this.#before = now;
    this.#samples.put(rateNames.map((name) => (name === 't' ? t : Math.max(0, now[name] - before[name]))));
    return now.transitions - before.transitions;
  }

  /** How many samples there ever were. */
  get total(): number {
    return this.#samples.total;
  }

  since(total: number): readonly RateSample[] {
    return [...this.#samples.since(total)];
  }

  get backoff(): { readonly bounds: readonly number[]; readonly counts: readonly number[] } {
    return { bounds: BOUNDS, counts: [...this.#waits] };
  }
}
