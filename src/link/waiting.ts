/** Callers that wait for something of a link: `ready()`, `receive()`. Each wait ends by its thing, its limit, or its signal. */
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import type { Clock, Wheel } from '../contract/clock.ts';
import { HoldfastError } from '../contract/errors.ts';

export interface Limits {
  /** ms from now; absent: until the link ends. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Waiter<T> {
  readonly limit: number;
  readonly resolve: (value: T) => void;
  readonly reject: (error: HoldfastError) => void;
  /** Lets go of the signal: one that outlives many waits must not gather listeners. */
  readonly release: () => void;
}

export class Waiting<T> implements Overdue {
  readonly #link: string;
  readonly #clock: Clock;
  readonly #wheel: Wheel;
  /** None until somebody waits with a limit: most links are waited for by nobody, or for as long as it takes. */
  #deadlines: Deadlines | null = null;
  #ref = true;
  readonly #late: () => T | HoldfastError;
  #waiters: Waiter<T>[] = [];

  /** @param late what a wait comes to whose time ran out */
  constructor(link: string, clock: Clock, wheel: Wheel, late: () => T | HoldfastError) {
    this.#link = link;
    this.#clock = clock;
    this.#late = late;
    this.#wheel = wheel;
  }

  get size(): number {
    return this.#waiters.length;
  }

  wait({ timeout, signal }: Limits): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) throw this.#aborted(signal);
      const onAbort = (): void => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        waiter.release();
        reject(this.#aborted(signal));
      };
      const limit = timeout === undefined ? Infinity : this.#clock.now() + timeout;
      const waiter = { limit, resolve, reject, release: () => signal?.removeEventListener('abort', onAbort) };
      signal?.addEventListener('abort', onAbort);
      this.#waiters.push(waiter);
      if (limit < Infinity) this.#limited().expect(limit);
    });
  }

  /** The one that has waited longest gets it. @returns false when nobody waits. */
  give(value: T): boolean {
    const waiter = this.#waiters.shift();
    waiter?.release();
    waiter?.resolve(value);
    return waiter !== undefined;
  }

  giveAll(value: T): void {
    while (this.give(value));
  }

  fail(error: () => HoldfastError): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      waiter.release();
      waiter.reject(error());
    }
  }

  ref(on: boolean): void {
    this.#ref = on;
    if (this.#deadlines !== null) this.#deadlines.ref = on;
  }

  #limited(): Deadlines {
    if (this.#deadlines === null) {
      this.#deadlines = new Deadlines(this.#wheel, this);
      if (!this.#ref) this.#deadlines.ref = false;
    }
    return this.#deadlines;
  }

  look(now: number): number {
    let next = Infinity;
    const late: Waiter<T>[] = [];
    for (const one of this.#waiters) {
      if (one.limit <= now) late.push(one);
      else next = Math.min(next, one.limit);
    }
    this.#waiters = this.#waiters.filter((one) => one.limit > now);
    for (const waiter of late) {
      waiter.release();
      const end = this.#late();
      if (end instanceof HoldfastError) waiter.reject(end);
      else waiter.resolve(end);
    }
    return next;
  }

  #aborted(signal: AbortSignal | undefined): HoldfastError {
    return new HoldfastError('aborted', `${this.#link}: the caller gave up`, {
      link: this.#link,
      cause: signal?.reason,
    });
  }
}
