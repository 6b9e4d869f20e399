/** What one client has asked and not been answered: by order answers wait for those before them, by key they go as they come. */
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import type { Wheel } from '../contract/clock.ts';
import type { Linked } from '../policy/line.ts';
import { Line } from '../policy/line.ts';

export type Answer = Uint8Array | undefined;

/** What the answers need of their session. */
export interface Desk {
  now(): number;
  /** Goes out now. @param asked bytes of the request */
  answer(bytes: Answer, asked: number): void;
  /** One came too late, or never. */
  unanswered(): void;
  /** The user's function threw, or its promise was rejected. */
  crash(error: unknown): void;
}

interface Asked extends Linked<Asked> {
  readonly bytes: number;
  limit: number;
  answer: Answer;
  settled: boolean;
}

export class Answers implements Overdue {
  readonly #desk: Desk;
  readonly #ordered: boolean;
  readonly #timeout: number;
  readonly #deadlines: Deadlines;
  /** All have the same time, so the first of them is due first. */
  #asked = new Line<Asked>();
  #size = 0;
  #bytes = 0;
  #over = false;

  constructor(desk: Desk, ordered: boolean, timeout: number, wheel: Wheel) {
    this.#desk = desk;
    this.#ordered = ordered;
    this.#timeout = timeout;
    this.#deadlines = new Deadlines(wheel, this);
  }

  get size(): number {
    return this.#size;
  }

  /** Of the requests that are being answered. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param bytes of the request. @param run the user's function; what it throws ends the session */
  ask(bytes: number, run: () => Answer | Promise<Answer>): void {
    const limit = this.#desk.now() + this.#timeout;
    const asked: Asked = { bytes, limit, answer: undefined, settled: false, prev: null, next: null };
    this.#asked.push(asked);
    this.#size += 1;
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
    // By order the first is the one that the others wait for, by key none is here that is settled.
    const { first } = this.#asked;
    if (first !== null && first.limit <= now) this.#desk.unanswered();
    return this.#asked.first?.limit ?? Infinity;
  }

  /** This process slept for `ms`. */
  shift(ms: number): void {
    for (let asked = this.#asked.first; asked !== null; asked = asked.next) asked.limit += ms;
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  /** The client is gone: what is still answered is thrown away. */
  end(): void {
    this.#over = true;
    this.#asked = new Line();
    this.#size = 0;
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
      for (let next = this.#asked.first; next?.settled === true; next = this.#asked.first) this.#give(next);
    } else this.#give(asked);
  }

  #give(asked: Asked): void {
    this.#asked.remove(asked);
    this.#size -= 1;
    this.#bytes -= asked.bytes;
    this.#desk.answer(asked.answer, asked.bytes);
  }
}
