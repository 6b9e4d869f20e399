/**
 * The deadlines that belong to bytes rather than to states: those of requests in the ring and of a frame that was begun.
 *
 * One number says when to look next. It is only ever lowered when something is added; what was answered meanwhile is found
 * out at the look, so that a request costs no timer.
 */
import type { Timed, Wheel } from '../contract/clock.ts';

export interface Overdue {
  /** Looks for what is due at `now`. @returns the next deadline, `Infinity` for none. */
  look(now: number): number;
}

export class Deadlines implements Timed {
  filedAt = Infinity;
  #ref = true;
  #next = Infinity;
  readonly #wheel: Wheel;
  readonly #owner: Overdue;

  constructor(wheel: Wheel, owner: Overdue) {
    this.#wheel = wheel;
    this.#owner = owner;
  }

  get ref(): boolean {
    return this.#ref;
  }

  /** Filed anew: the wheel counts those that keep the process alive. */
  set ref(on: boolean) {
    this.#wheel.remove(this);
    this.#ref = on;
    this.#wheel.file(this);
  }

  nextDeadline(): number {
    return this.#next;
  }

  due(now: number): void {
    // Whatever the look adds must be able to lower it again.
    this.#next = Infinity;
    this.expect(this.#owner.look(now));
  }

  /** Something has this deadline. */
  expect(at: number): void {
    if (at >= this.#next) return;
    this.#next = at;
    if (at < this.filedAt) this.#wheel.file(this);
  }

  /** Nothing is waited for any more. */
  clear(): void {
    this.#next = Infinity;
    this.#wheel.remove(this);
  }
}
