/** Calls that cannot be written now: bounded, in the order of the calls, each with its limit running. */
import type { Call, Holder } from '../connection/call.ts';
import { Deadlines } from '../connection/deadlines.ts';
import { overdue } from '../connection/failures.ts';
import type { Trouble } from '../connection/failures.ts';
import type { Wheel } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';

export interface QueueLimits {
  readonly max: number;
  readonly maxBytes: number;
}

/** Places of calls that were given up or taken, kept for the sake of speed. */
const MOST_GAPS = 64;

export class CallQueue implements Holder {
  readonly #link: string;
  readonly #limits: QueueLimits;
  readonly #deadlines: Deadlines;
  readonly #emptied: () => void;
  readonly #trouble: () => Trouble | null;
  /** Oldest first. A call that was given up stays as a gap until it reaches the head. */
  #calls: (Call | null)[] = [];
  #head = 0;
  #size = 0;
  #bytes = 0;

  /**
   * @param emptied told when the last that waited was given up
   * @param trouble what keeps the line down, as evidence for those whose time runs out
   */
  constructor(link: string, limits: QueueLimits, wheel: Wheel, emptied: () => void, trouble: () => Trouble | null) {
    this.#link = link;
    this.#emptied = emptied;
    this.#trouble = trouble;
    this.#limits = limits;
    this.#deadlines = new Deadlines(wheel, { look: (now) => this.#look(now) });
  }

  get size(): number {
    return this.#size;
  }

  /** Payload bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  fits(call: Call): boolean {
    return this.#size < this.#limits.max && this.#bytes + call.bytes.length <= this.#limits.maxBytes;
  }

  /** @returns false when there is no room. */
  push(call: Call): boolean {
    if (!this.fits(call)) return false;
    this.#calls.push(call);
    this.#keep(call);
    return true;
  }

  /**
   * A call that was taken and found no room after all returns to its place. It was within the bounds when it was taken,
   * and one such call a connection is all there can be above them.
   */
  restore(call: Call): void {
    let at = this.#head;
    for (; at < this.#calls.length; at += 1) {
      const other = this.#calls[at];
      if (other !== null && other !== undefined && other.ordinal > call.ordinal) break;
    }
    this.#calls.splice(at, 0, call);
    this.#keep(call);
  }

  /** The oldest that is still within its limit: what has waited too long is not sent, however late we come to see it. */
  peek(now: number): Call | undefined {
    for (let call = this.#oldest(); call !== undefined; call = this.#oldest()) {
      if (call.limit > now) return call;
      this.abandon(call, 'timeout');
    }
    return undefined;
  }

  take(): Call | undefined {
    const call = this.#oldest();
    if (call === undefined) return undefined;
    this.#forget(this.#head, call);
    return call;
  }

  abandon(call: Call, code: 'timeout' | 'aborted'): void {
    const at = this.#calls.indexOf(call, this.#head);
    if (at >= 0) this.#forget(at, call);
    call.fail(overdue(code, this.#link, undefined, 'not-sent', this.#trouble()));
    if (at >= 0 && this.#size === 0) this.#emptied();
  }

  /** Empties it, oldest first. */
  fail(error: (call: Call) => HoldfastError): void {
    for (let call = this.take(); call !== undefined; call = this.take()) call.fail(error(call));
    this.#deadlines.clear();
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  #oldest(): Call | undefined {
    while (this.#head < this.#calls.length) {
      const call = this.#calls[this.#head];
      if (call !== null) return call;
      this.#head += 1;
    }
    this.#calls = [];
    this.#head = 0;
    return undefined;
  }

  #keep(call: Call): void {
    call.holder = this;
    this.#size += 1;
    this.#bytes += call.bytes.length;
    this.#deadlines.expect(call.limit);
  }

  #forget(at: number, call: Call): void {
    this.#calls[at] = null;
    this.#size -= 1;
    this.#bytes -= call.bytes.length;
    // Nobody may come for the head for hours: gaps must not outgrow what waits.
    if (this.#calls.length <= MOST_GAPS + 2 * this.#size) return;
    this.#calls = this.#calls.slice(this.#head).filter((one) => one !== null);
    this.#head = 0;
  }

  /** Those that are told may end the link, and with it the others: what is left is looked at only then. */
  #look(now: number): number {
    for (const call of this.#calls.slice(this.#head))
      if (call !== null && call.limit <= now) this.abandon(call, 'timeout');
    let next = Infinity;
    for (const call of this.#calls) if (call !== null && call.limit < next) next = call.limit;
    return next;
  }
}
