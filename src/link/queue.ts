/** Calls that cannot be written now: bounded, in the order of the calls, each with its limit running. */
import type { Call, Holder } from '../connection/call.ts';
import { Deadlines } from '../connection/deadlines.ts';
import { overdue } from '../connection/failures.ts';
import type { Wheel } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';

export interface QueueLimits {
  readonly max: number;
  readonly maxBytes: number;
}

export class CallQueue implements Holder {
  readonly #link: string;
  readonly #limits: QueueLimits;
  readonly #deadlines: Deadlines;
  /** Oldest first. A call that was given up stays as a gap until it reaches the head. */
  #calls: (Call | null)[] = [];
  #head = 0;
  #size = 0;
  #bytes = 0;

  constructor(link: string, limits: QueueLimits, wheel: Wheel) {
    this.#link = link;
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

  /** @returns false when there is no room. */
  push(call: Call): boolean {
    if (this.#size >= this.#limits.max || this.#bytes + call.bytes.length > this.#limits.maxBytes) return false;
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

  peek(): Call | undefined {
    while (this.#head < this.#calls.length) {
      const call = this.#calls[this.#head];
      if (call !== null) return call;
      this.#head += 1;
    }
    this.#calls = [];
    this.#head = 0;
    return undefined;
  }

  take(): Call | undefined {
    const call = this.peek();
    if (call === undefined) return undefined;
    this.#forget(this.#head, call);
    this.#head += 1;
    if (this.#head > 64 && this.#head * 2 > this.#calls.length) {
      this.#calls = this.#calls.slice(this.#head);
      this.#head = 0;
    }
    return call;
  }

  abandon(call: Call, code: 'timeout' | 'aborted'): void {
    const at = this.#calls.indexOf(call, this.#head);
    if (at >= 0) this.#forget(at, call);
    call.fail(overdue(code, this.#link, undefined, 'not-sent'));
  }

  /** Empties it, oldest first. */
  fail(error: (call: Call) => HoldfastError): void {
    for (let call = this.take(); call !== undefined; call = this.take()) call.fail(error(call));
    this.#deadlines.clear();
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
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
  }

  #look(now: number): number {
    let next = Infinity;
    for (const call of this.#calls.slice(this.#head)) {
      if (call === null) continue;
      if (call.limit <= now) this.abandon(call, 'timeout');
      else next = Math.min(next, call.limit);
    }
    return next;
  }
}
