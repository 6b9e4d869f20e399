/** What waits for one client's socket or for its reply to come first: in order, bounded, each with an end. */
import type { Call, Holder } from '../connection/call.ts';
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import { overdue } from '../connection/failures.ts';
import type { Wheel } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';

export class Outbox implements Holder, Overdue {
  readonly #listener: string;
  readonly #session: string;
  readonly #deadlines: Deadlines;
  #calls: Call[] = [];
  #bytes = 0;
  #next: Call | undefined = undefined;

  constructor(listener: string, session: string, wheel: Wheel) {
    this.#listener = listener;
    this.#session = session;
    this.#deadlines = new Deadlines(wheel, this);
  }

  get size(): number {
    return this.#calls.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  put(call: Call): void {
    this.#hold(call);
    this.#calls.push(call);
  }

  /** There was no room after all: it keeps its place, which is by age. */
  restore(call: Call): void {
    this.#hold(call);
    const at = this.#calls.findIndex(({ ordinal }) => ordinal > call.ordinal);
    this.#calls.splice(at === -1 ? this.#calls.length : at, 0, call);
  }

  /** A post waits. */
  get holdsPost(): boolean {
    return this.#calls.some(({ kind }) => kind === 'post');
  }

  /** What is next, left where it is: an answer must not wait for a request of ours that waits for its client. */
  peek(now: number, takes: (kind: Call['kind']) => boolean): Call | undefined {
    this.look(now);
    const [head] = this.#calls;
    this.#next = head === undefined || takes(head.kind) ? head : this.#calls.find(({ kind }) => kind === 'post');
    return this.#next ?? head;
  }

  /** What was peeked at. */
  take(): Call | undefined {
    const call = this.#next ?? this.#calls[0];
    if (call === undefined) return undefined;
    this.#next = undefined;
    this.#leave(call);
    call.holder = null;
    return call;
  }

  abandon(call: Call, code: 'timeout' | 'aborted'): void {
    this.#leave(call);
    call.fail(overdue(code, this.#listener, this.#session, 'not-sent'));
  }

  look(now: number): number {
    for (const call of this.#calls.filter(({ limit }) => limit <= now)) this.abandon(call, 'timeout');
    return this.#calls.reduce((next, { limit }) => Math.min(next, limit), Infinity);
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  /** Nothing of it will be sent. */
  fail(error: () => HoldfastError): void {
    this.#deadlines.clear();
    for (let call = this.take(); call !== undefined; call = this.take()) call.fail(error());
  }

  #leave(call: Call): void {
    this.#calls = this.#calls.filter((one) => one !== call);
    this.#bytes -= call.size;
  }

  #hold(call: Call): void {
    call.holder = this;
    this.#bytes += call.size;
    this.#deadlines.expect(call.limit);
  }
}
