/** What one client has asked and not been answered: by order answers wait for those before them, by key they go as they come. */
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import type { Wheel } from '../contract/clock.ts';

export type Answer = Uint8Array | undefined;

/** What the answers need of their session. */
export interface Desk {
  now(): number;
  /** Goes out now. */
  answer(bytes: Answer): void;
  /** One came too late, or never. */
  unanswered(): void;
  /** The user's function threw, or its promise was rejected. */
  crash(error: unknown): void;
}

interface Asked {
  readonly bytes: number;
  readonly limit: number;
  answer: Answer;
  settled: boolean;
}

export class Answers implements Overdue {
  readonly #desk: Desk;
  readonly #ordered: boolean;
  readonly #timeout: number;
  readonly #deadlines: Deadlines;
  #asked: Asked[] = [];
  #bytes = 0;
  #over = false;

  constructor(desk: Desk, ordered: boolean, timeout: number, wheel: Wheel) {
    this.#desk = desk;
    this.#ordered = ordered;
    this.#timeout = timeout;
    this.#deadlines = new Deadlines(wheel, this);
  }

  get size(): number {
    return this.#asked.length;
  }

  /** Of the requests that are being answered. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param bytes of the request. @param run the user's function; what it throws ends the session */
  ask(bytes: number, run: () => Answer | Promise<Answer>): void {
    const asked: Asked = { bytes, limit: this.#desk.now() + this.#timeout, answer: undefined, settled: false };
    this.#asked.push(asked);
    this.#bytes += bytes;
    const crash = (error: unknown): void => {
      if (!this.#over) this.#desk.crash(error);
    };
    try {
      const answer = run();
      if (answer instanceof Promise) {
        this.#deadlines.expect(asked.limit);
        answer.then((late) => this.#settle(asked, late)).catch(crash);
      } else this.#settle(asked, answer);
    } catch (error) {
      crash(error);
    }
  }

  look(now: number): number {
    if (this.#asked.some(({ settled, limit }) => !settled && limit <= now)) this.#desk.unanswered();
    return this.#asked.reduce((next, { settled, limit }) => (settled ? next : Math.min(next, limit)), Infinity);
  }

  /** This process slept for `ms`. */
  shift(ms: number): void {
    this.#asked = this.#asked.map((asked) => Object.assign(asked, { limit: asked.limit + ms }));
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  /** The client is gone: what is still answered is thrown away. */
  end(): void {
    this.#over = true;
    this.#asked = [];
    this.#bytes = 0;
    this.#deadlines.clear();
  }

  /** @throws TypeError: the answer is no bytes */
  #settle(asked: Asked, answer: Answer): void {
    if (this.#over) return;
    if (answer !== undefined && !(answer instanceof Uint8Array))
      throw new TypeError(`onRequest gave ${typeof answer}, expected a Uint8Array or undefined`);
    asked.answer = answer;
    asked.settled = true;
    if (this.#ordered) {
      while (this.#asked[0]?.settled === true) this.#give(this.#asked[0]);
    } else this.#give(asked);
  }

  #give(asked: Asked): void {
    this.#asked = this.#asked.filter((one) => one !== asked);
    this.#bytes -= asked.bytes;
    this.#desk.answer(asked.answer);
  }
}
