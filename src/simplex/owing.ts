/** Requests that were written on one leg and whose replies are to come on the other: by key, each with its limit. */
import type { Call, Holder } from '../connection/call.ts';
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import { overdue, unmatchable } from '../connection/failures.ts';
import type { KeyOf } from '../connection/key.ts';
import { Keyed } from '../connection/keyed.ts';
import type { Inbound } from '../connection/owed.ts';
import type { Wheel } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';

/** What the pair is told. */
export interface Debtor {
  /** The limit of this request has passed. */
  late(call: Call, now: number): void;
  /** Its caller waits no longer. */
  abandoned(call: Call, error: HoldfastError, now: number): void;
}

export class Owing implements Holder, Overdue {
  readonly #link: string;
  readonly #keyed: Keyed;
  readonly #deadlines: Deadlines;
  readonly #debtor: Debtor;

  constructor(link: string, keyOf: KeyOf, patience: number, wheel: Wheel, debtor: Debtor) {
    this.#link = link;
    this.#keyed = new Keyed(keyOf, patience);
    this.#deadlines = new Deadlines(wheel, this);
    this.#debtor = debtor;
  }

  /** Why this request cannot be sent; null: it can. */
  refusal(call: Call, now: number): HoldfastError | null {
    try {
      const why = this.#keyed.refusal(call, now);
      return why === null ? null : unmatchable(this.#link, this.#link, why);
    } catch (error) {
      // A key function of the user's own: the call alone is at fault.
      return unmatchable(this.#link, this.#link, 'the function `key` threw', error);
    }
  }

  add(call: Call): void {
    call.holder = this;
    this.#keyed.add(call);
    this.#deadlines.expect(call.limit);
  }

  /** @throws what the user's `key` throws */
  classify(bytes: Uint8Array, start: number, end: number, now: number): Inbound {
    return this.#keyed.classify(null, bytes, start, end, now);
  }

  /** Whose reply was classified last. */
  answered(): Call | undefined {
    return this.#keyed.answered();
  }

  /** Its key stays out of use while the reply may still come. */
  release(call: Call, now: number): void {
    this.#keyed.release(call, now);
  }

  abandon(call: Call, code: 'timeout' | 'aborted', now: number): void {
    this.release(call, now);
    this.#debtor.abandoned(call, overdue(code, this.#link, undefined, 'unknown'), now);
  }

  look(now: number): number {
    this.#keyed.each((call) => {
      if (call.limit <= now) this.#debtor.late(call, now);
    });
    let next = Infinity;
    this.#keyed.each(({ limit }) => {
      next = Math.min(next, limit);
    });
    return next;
  }

  /** This process slept for `ms`. */
  shift(ms: number): void {
    this.#keyed.each((call) => {
      call.limit += ms;
    });
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  /** Empties it. */
  take(visit: (call: Call) => void): void {
    this.#deadlines.clear();
    this.#keyed.take(visit);
  }
}
