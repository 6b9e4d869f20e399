/** What waits for one client's socket or for its reply to come first: in order, bounded, each with an end. */
import type { Call, Holder } from '../connection/call.ts';
import type { Overdue } from '../connection/deadlines.ts';
import { Deadlines } from '../connection/deadlines.ts';
import { overdue } from '../connection/failures.ts';
import type { Wheel } from '../contract/clock.ts';
import type { HoldfastError } from '../contract/errors.ts';
import { Waiting } from './waiting.ts';

export class Outbox implements Holder, Overdue {
  readonly #listener: string;
  readonly #session: string;
  readonly #deadlines: Deadlines;
  readonly #requests = new Waiting();
  readonly #posts = new Waiting();
  #bytes = 0;
  /** None is due before. */
  #due = Infinity;
  #next: Call | undefined = undefined;

  constructor(listener: string, session: string, wheel: Wheel) {
    this.#listener = listener;
    this.#session = session;
    this.#deadlines = new Deadlines(wheel, this);
  }

  get size(): number {
    return this.#requests.size + this.#posts.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One that was taken and put back keeps its place, which is by age. */
  put(call: Call): void {
    call.holder = this;
    this.#bytes += call.size;
    this.#due = Math.min(this.#due, call.limit);
    this.#deadlines.expect(call.limit);
    this.#of(call).add(call);
  }

  /** A post waits. */
  get holdsPost(): boolean {
    return this.#posts.size > 0;
  }

  /** What is next, left where it is: an answer must not wait for a request of ours that waits for its client. */
  peek(now: number, takes: (kind: Call['kind']) => boolean): Call | undefined {
    this.look(now);
    const head = this.#head();
    this.#next = head === undefined || takes(head.kind) ? head : this.#posts.first;
    return this.#next ?? head;
  }

  /** What was peeked at. */
  take(): Call | undefined {
    const call = this.#next ?? this.#head();
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
    if (now < this.#due) return this.#due;
    for (const waiting of [this.#requests, this.#posts])
      // Whoever is told may ask for something else, which comes last.
      for (const call of waiting.all()) if (call.limit <= now) this.abandon(call, 'timeout');
    this.#due = Infinity;
    for (const waiting of [this.#requests, this.#posts])
      for (const { limit } of waiting.all()) this.#due = Math.min(this.#due, limit);
    return this.#due;
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  /** Nothing of it will be sent. */
  fail(error: () => HoldfastError): void {
    this.#deadlines.clear();
    for (let call = this.take(); call !== undefined; call = this.take()) call.fail(error());
  }

  #of({ kind }: Call): Waiting {
    return kind === 'post' ? this.#posts : this.#requests;
  }

  #head(): Call | undefined {
    const request = this.#requests.first;
    const post = this.#posts.first;
    if (request === undefined || post === undefined) return request ?? post;
    return request.ordinal < post.ordinal ? request : post;
  }

  /** A call may be abandoned by whoever waits for it and by time, whichever comes first. */
  #leave(call: Call): void {
    if (this.#of(call).remove(call)) this.#bytes -= call.size;
    if (this.#next === call) this.#next = undefined;
  }
}
