/** XState's clock on our wheel: for each actor a list of timers, in the order of their arming. */
import type { Runtime } from './actor.ts';
import { deadlineOf } from './deadline.ts';
import type { Timed } from '../contract/clock.ts';

export interface Armed {
  /** The type of the event that it sends. */
  readonly type: string;
  readonly deadline: number;
  readonly send: () => void;
}

export class InterpretedTimers implements Timed {
  filedAt = Infinity;
  ref = true;
  readonly #runtime: Runtime;
  readonly #typeOfNext: () => string;
  readonly #fire: (armed: Armed, now: number) => void;
  #armed: readonly Armed[] = [];

  constructor(runtime: Runtime, typeOfNext: () => string, fire: (armed: Armed, now: number) => void) {
    this.#runtime = runtime;
    this.#typeOfNext = typeOfNext;
    this.#fire = fire;
  }

  /** By (deadline, arming). */
  get armed(): readonly Armed[] {
    return this.#armed
      .filter(({ deadline }) => deadline < Infinity)
      .toSorted((one, other) => one.deadline - other.deadline);
  }

  setTimeout(send: () => void, delay: number): Armed {
    const armed = { type: this.#typeOfNext(), deadline: deadlineOf(this.#runtime.clock.now(), delay), send };
    this.#armed = [...this.#armed, armed];
    if (armed.deadline < this.filedAt) this.#runtime.wheel.file(this);
    return armed;
  }

  clearTimeout(armed: Armed): void {
    this.#armed = this.#armed.filter((one) => one !== armed);
  }

  nextDeadline(): number {
    return Math.min(Infinity, ...this.#armed.map(({ deadline }) => deadline));
  }

  due(now: number): void {
    for (const armed of this.armed.filter(({ deadline }) => deadline <= now)) {
      if (!this.#armed.includes(armed)) continue;
      this.clearTimeout(armed);
      this.#fire(armed, now);
    }
  }

  setRef(on: boolean): void {
    if (this.ref === on) return;
    this.remove();
    this.ref = on;
    this.#runtime.wheel.file(this);
  }

  remove(): void {
    this.#runtime.wheel.remove(this);
  }
}
