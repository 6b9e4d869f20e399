/** One direction of a disturbed line: what is on its way, in order, each with the time at which it may arrive. */
import type { Surroundings } from '../connection/owner.ts';
import type { Timed } from '../contract/clock.ts';

/** Bytes that are held before the sender is told to wait, as many as a roomy socket buffer of a kernel takes. */
const MOST_HELD = 2 ** 20;

interface Held {
  readonly due: number;
  readonly bytes: number;
  readonly arrive: () => void;
}

export class Passage implements Timed {
  filedAt = Infinity;
  /** The socket does that. */
  readonly ref = false;
  readonly #around: Pick<Surroundings, 'host' | 'wheel'>;
  readonly #moved: () => void;
  #held: Held[] = [];
  #bytes = 0;
  /** ms; Infinity: nothing passes. */
  #delay = 0;
  #closed = false;

  /** @param moved something has arrived, so that there may be room again */
  constructor(around: Pick<Surroundings, 'host' | 'wheel'>, moved: () => void) {
    this.#around = around;
    this.#moved = moved;
  }

  /** Nothing is held, and nothing is to be: what comes need not come through here. */
  get clear(): boolean {
    return this.#delay === 0 && this.#held.length === 0;
  }

  /** There is no room, or nothing passes: whoever sends is to wait. */
  get shut(): boolean {
    return this.#delay === Infinity || this.full;
  }

  get full(): boolean {
    return this.#bytes >= MOST_HELD;
  }

  /** @param ms that everything takes from now on; Infinity: all that is held stays */
  slow(ms: number): void {
    this.#delay = ms;
    const latest = this.#around.host.clock.now() + ms;
    this.#held = this.#held.map((one) => ({ ...one, due: ms === Infinity ? ms : Math.min(one.due, latest) }));
    this.#file();
  }

  put(bytes: number, arrive: () => void): void {
    const due = Math.max(this.#around.host.clock.now() + this.#delay, this.#held.at(-1)?.due ?? 0);
    this.#held.push({ due, bytes, arrive });
    this.#bytes += bytes;
    this.#file();
  }

  /** The far end takes nothing for now. */
  close(closed: boolean): void {
    this.#closed = closed;
    this.#file();
  }

  drop(): void {
    this.#held = [];
    this.#bytes = 0;
    this.#around.wheel.remove(this);
  }

  nextDeadline(): number {
    return this.#closed ? Infinity : (this.#held[0]?.due ?? Infinity);
  }

  due(now: number): void {
    let arrived = false;
    while (this.nextDeadline() <= now) {
      const next = this.#held.shift();
      this.#bytes -= next?.bytes ?? 0;
      next?.arrive();
      arrived = true;
    }
    if (arrived) this.#moved();
  }

  #file(): void {
    this.#around.wheel.file(this);
  }
}
