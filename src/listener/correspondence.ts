/** What goes to one client and what it is owed: answers to what it asked, requests and posts of ours, each with a bound. */
import { Call } from '../connection/call.ts';
import type { Done } from '../connection/call.ts';
import type { Exchanges } from '../connection/exchanges.ts';
import type { Wheel } from '../contract/clock.ts';
import { HoldfastError } from '../contract/errors.ts';
import { Answers } from './answers.ts';
import type { Allowance } from './allowance.ts';
import type { Answer, Desk } from './answers.ts';
import { amplifies } from './failures.ts';
import { Outbox } from './outbox.ts';
import type { ListenerPlan } from './plan.ts';

/** What the correspondence needs of its session. */
export interface Correspondent {
  readonly id: string;
  readonly name: string;
  readonly remote: string;
  readonly allowance: Allowance;
  readonly exchanges: Exchanges;
  now(): number;
  takes(kind: Call['kind']): boolean;
  /** One request of the client's is answered. */
  served(): void;
  /** The session ends: an answer never came, or is not read. */
  unserved(reason: 'answer-timeout' | 'unread', detail: string): void;
  /** Whether the client is read. */
  reads(on: boolean): void;
  crash(error: unknown): void;
  /** An answer of this many bytes was not sent. */
  withheld(error: HoldfastError): void;
}

export class Correspondence implements Desk {
  readonly #session: Correspondent;
  readonly #plan: ListenerPlan;
  readonly #answers: Answers;
  readonly #outbox: Outbox;
  #ordinal = 0;

  constructor(session: Correspondent, plan: ListenerPlan, wheel: Wheel) {
    this.#session = session;
    this.#plan = plan;
    this.#answers = new Answers(this, plan.session.ordered, plan.options.answerTimeout, wheel);
    this.#outbox = new Outbox(session.name, session.id, wheel);
  }

  /** @throws FrameError, HoldfastError: nothing was sent */
  submit(kind: 'request' | 'post', bytes: Uint8Array, timeout: number | undefined, done: Done): Call {
    const call = this.#call(kind, bytes, timeout ?? this.#plan.replyTimeout, done);
    const refusal = this.#session.allowance.refusal(this.#session, call.size);
    if (refusal !== null) throw refusal;
    if (this.#offer(call)) return call;
    if (this.#outbox.bytes + call.size > this.#most) {
      const held = `${String(this.#outbox.bytes)} bytes wait for this client, at most ${String(this.#most)} may`;
      const facts = { link: this.#session.name, connection: this.#session.id, outcome: 'not-sent' } as const;
      throw new HoldfastError('queue-full', `${this.#session.id}: ${held}; nothing was sent`, facts);
    }
    this.#outbox.put(call);
    return call;
  }

  /** One request of the client's. @param run the user's function; what it throws ends the session */
  ask(frame: Uint8Array, run: () => Answer | Promise<Answer>): void {
    this.#answers.ask(frame.length, run);
    this.#flow();
  }

  /** What goes out next, left where it is. */
  peek(): Call | undefined {
    for (;;) {
      if (this.#outbox.size === 0) return undefined;
      const call = this.#outbox.peek(this.now(), this.#takes);
      if (call === undefined || !this.#takes(call.kind)) return call;
      const refusal = this.#session.allowance.refusal(this.#session, call.size);
      if (refusal === null) return call;
      this.#outbox.take();
      call.fail(refusal);
    }
  }

  take(): Call | undefined {
    return this.#outbox.take();
  }

  restore(call: Call): void {
    this.#outbox.put(call);
  }

  shift(ms: number): void {
    this.#answers.shift(ms);
  }

  ref(on: boolean): void {
    this.#answers.ref(on);
    this.#outbox.ref(on);
  }

  /** The client is gone: what is still answered is thrown away. */
  end(): void {
    this.#answers.end();
  }

  /** What waits is told so. */
  fail(error: () => HoldfastError): void {
    this.#outbox.fail(error);
  }

  // From the answers.

  now(): number {
    return this.#session.now();
  }

  answer(bytes: Answer, asked: number): void {
    const refusal = bytes === undefined ? null : this.#longer(bytes, asked);
    if (refusal !== null) this.#session.withheld(refusal);
    if (bytes === undefined || refusal !== null) {
      this.#served();
      return;
    }
    const call = this.#call('post', bytes, this.#plan.options.answerTimeout, (error) => {
      if (error === null) this.#served();
      else if (error.code === 'timeout') this.#unread();
      else if (error.code === 'amplifies') {
        this.#session.withheld(error);
        this.#served();
      }
    });
    if (this.#offer(call)) return;
    if (this.#outbox.bytes + call.size > this.#most) this.#unread();
    else this.#outbox.put(call);
  }

  unanswered(): void {
    const { answerTimeout } = this.#plan.options;
    this.#session.unserved('answer-timeout', `onRequest had no answer within ${String(answerTimeout)} ms`);
  }

  crash(error: unknown): void {
    this.#session.crash(error);
  }

  readonly #takes = (kind: Call['kind']): boolean => this.#session.takes(kind);

  /** Over datagrams who asks may have given another's address: an answer is never longer than its question. */
  #longer(bytes: Uint8Array, asked: number): HoldfastError | null {
    if (!this.#plan.datagrams) return null;
    const size = this.#plan.codec.size(bytes);
    if (size > asked) return amplifies(this.#session, size, asked, 'which is what it asked with');
    return this.#session.allowance.refusal(this.#session, size);
  }

  get #most(): number {
    return this.#plan.options.limits.pendingBytes;
  }

  #call(kind: 'request' | 'post', bytes: Uint8Array, timeout: number, done: Done): Call {
    this.#ordinal += 1;
    return new Call(kind, bytes, this.#plan.codec.size(bytes), this.#ordinal, this.now() + timeout, done);
  }

  #offer(call: Call): boolean {
    const waits = call.kind === 'post' ? this.#outbox.holdsPost : this.#outbox.size > 0;
    return !waits && this.#session.exchanges.offer(call, this.now());
  }

  #served(): void {
    this.#session.served();
    this.#flow();
  }

  #unread(): void {
    this.#session.unserved('unread', `${String(this.#outbox.bytes)} bytes wait that the client does not read`);
  }

  /** A client that asks faster than it is answered is not read meanwhile. */
  #flow(): void {
    const enough = this.#answers.size >= this.#plan.options.limits.pending;
    this.#session.reads(!enough && this.#answers.bytes + this.#outbox.bytes < this.#most);
  }
}
