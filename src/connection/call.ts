/** One thing a user asked to be sent, from the call until it settles: exactly once (I1). */
import type { HoldfastError } from '../contract/errors.ts';
import type { Key } from '../contract/options/key.ts';

/** The reply is `bytes.subarray(start, end)`, valid only until this returns; nothing of it has meaning beside an error. Never throws. */
export type Done = (error: HoldfastError | null, bytes: Uint8Array, start: number, end: number) => void;

/** Who has the call now, and so must be told when its owner no longer waits. */
export interface Holder {
  /** The call's owner gave up at `now`. The holder settles it with `error` completed by what it knows of the outcome. */
  abandon(call: Call, code: 'timeout' | 'aborted', now: number): void;
}

const NOTHING = new Uint8Array(0);

export class Call {
  readonly kind: 'request' | 'post';
  readonly bytes: Uint8Array;
  /** On the wire, with its header. */
  readonly size: number;
  /** Order of the calls of one link. */
  readonly ordinal: number;
  /** When its owner is told that time ran out, monotonic ms. */
  limit: number;
  /** When the line is ended for want of a reply, monotonic ms; set when written. */
  deadline = Infinity;
  holder: Holder | null = null;
  /** The connection that it was written to, and after a repeat the later one; null: to none yet. */
  carrier: string | null = null;
  /** What its reply is known by, where order does not tell; set when it is first wanted. */
  key: Key | undefined = undefined;
  #done: Done | null;

  constructor(kind: 'request' | 'post', bytes: Uint8Array, size: number, ordinal: number, limit: number, done: Done) {
    this.kind = kind;
    this.bytes = bytes;
    this.size = size;
    this.ordinal = ordinal;
    this.limit = limit;
    this.#done = done;
  }

  /** Its owner has been told: whatever still comes for it is late. */
  get settled(): boolean {
    return this.#done === null;
  }

  answer(bytes: Uint8Array, start: number, end: number): void {
    const done = this.#done;
    this.#done = null;
    this.holder = null;
    if (done !== null) done(null, bytes, start, end);
  }

  fail(error: HoldfastError): void {
    const done = this.#done;
    this.#done = null;
    this.holder = null;
    if (done !== null) done(error, NOTHING, 0, 0);
  }
}

/** A probe that is owed an answer. Where only order ties answers to questions, it holds a place among the requests. */
export class Probe {
  readonly kind = 'probe';
  /** What was sent: an echo must be equal to it. */
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export type Place = Call | Probe;
