/** What is asked of the peer over one connection and what it owes: calls, probes, replies, and their deadlines. */
import type { Call, Holder } from './call.ts';
import { Probe } from './call.ts';
import type { ConnectionEvent } from '../../machines/connection.ts';
import type { Overdue } from './deadlines.ts';
import { Deadlines } from './deadlines.ts';
import { lost, overdue, unmatchable } from './failures.ts';
import { Keyed } from './keyed.ts';
import { Ordered } from './ordered.ts';
import type { Inbound, Owed } from './owed.ts';
import type { ConnectionOwner, ConnectionPlan, Surroundings } from './owner.ts';
import { Settlements } from './settlements.ts';

/** Probes that may be owed at once: more than the most misses that a heartbeat allows, whose answers may all come late. */
const MOST_PROBES = 128;
const NOTHING = new Uint8Array(0);
const REQUEST = { type: 'request', at: Number.NaN } as const;
const REPLIED = { type: 'replied', at: Number.NaN } as const;

/** What the chart behind them is told: both ends of a line have these events, and their effects, in common. */
export type ExchangeEvent = Extract<
  ConnectionEvent,
  { readonly type: 'request' | 'post' | 'replied' | 'received' | 'reply-timeout' | 'abandoned' }
>;

export type ExchangePlan = Pick<ConnectionPlan, 'codec' | 'heartbeat' | 'keyOf' | 'replyTimeout'>;

/** Whose exchanges they are. */
export type ExchangeOwner = Pick<
  ConnectionOwner,
  'name' | 'counts' | 'peek' | 'take' | 'defer' | 'message' | 'up' | 'idle' | 'fault'
>;

/** What the exchanges need of their connection. */
export interface Line {
  readonly id: string;
  now(): number;
  send(event: ExchangeEvent): void;
  /** The socket takes bytes. */
  readonly flowing: boolean;
  /** Would this call be written, if the chart were asked now? */
  takes(kind: 'request' | 'post'): boolean;
  /** Through the framing, to the socket. */
  write(frame: Uint8Array, size: number, at: number): void;
  /** Looks at the other deadlines of the connection, with those of the ring. */
  look(now: number): void;
  /** The next of them. */
  readonly limit: number;
}

export class Exchanges implements Holder, Overdue {
  readonly settlements: Settlements;
  readonly #line: Line;
  readonly #owner: ExchangeOwner;
  readonly #plan: ExchangePlan;
  readonly #deadlines: Deadlines;
  readonly #owed: Owed;
  /** Calls whose event the chart has been sent and has not performed yet. */
  readonly #handed: Call[] = [];
  // What is read or sent in one callback has one time: one event serves it all.
  #request: ExchangeEvent = REQUEST;
  #replied: ExchangeEvent = REPLIED;
  /** The queue may hold something that fits. */
  #pulling = false;

  // What the present event is about: set before it is sent, read by its effects, gone once it is settled.
  #inbound: Inbound | 'piece' = 'piece';
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  #answered: Call | null = null;
  #accepted = false;
  #expiring: Call | null = null;

  constructor(line: Line, owner: ExchangeOwner, plan: ExchangePlan, around: Pick<Surroundings, 'wheel'>) {
    this.#line = line;
    this.#owner = owner;
    this.#plan = plan;
    this.#deadlines = new Deadlines(around.wheel, this);
    this.#owed = plan.keyOf === null ? new Ordered() : new Keyed(plan.keyOf, plan.replyTimeout);
    this.settlements = new Settlements((error) => owner.fault(error));
  }

  /** Takes the call if it can be written now. */
  offer(call: Call, now: number): boolean {
    if (this.#handed.length > 0 || !this.#line.takes(call.kind)) {
      this.#pulling = true;
      return false;
    }
    if (this.#fits(call, now)) this.#hand(call, now);
    return true;
  }

  /** The caller waits no longer. In order, the call keeps its place, so that its reply is thrown away and no other. */
  abandon(call: Call, code: 'timeout' | 'aborted', now: number): void {
    this.#owed.release(call, now);
    this.settlements.fail(call, overdue(code, this.#owner.name, this.#line.id, 'unknown'));
    this.#deadlines.expect(call.deadline);
    this.#line.send({ type: 'abandoned', at: now });
  }

  /** One inbound frame, read at `at`, valid until this returns. @throws what the user's `expect` function throws. */
  frame(bytes: Uint8Array, start: number, end: number, at: number): void {
    const inbound = this.#owed.classify(this.#plan.heartbeat, bytes, start, end, at);
    this.#inbound = inbound;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#line.send(inbound === 'reply' ? this.#repliedAt(at) : { type: 'received', at, kind: inbound });
    this.#bytes = NOTHING;
  }

  /** Bytes that end no frame. */
  piece(at: number): void {
    this.#inbound = 'piece';
    this.#line.send({ type: 'received', at, kind: 'piece' });
  }

  /** Something else of this connection has this deadline: `look` is asked then. */
  expect(at: number): void {
    this.#deadlines.expect(at);
  }

  /** This process slept for `ms`: what the peer owes is due so much later. */
  shift(ms: number): void {
    this.#owed.each((call) => {
      call.limit += ms;
      call.deadline += ms;
    });
  }

  /** Those that are told may end the line, and with it the ring: what is left is looked at only then. */
  look(now: number): number {
    this.#line.look(now);
    this.#owed.each((call) => {
      if (call.deadline <= now) {
        this.#expiring = call;
        this.#line.send({ type: 'reply-timeout', at: now });
      } else if (!call.settled && call.limit <= now) this.abandon(call, 'timeout', now);
    });
    let next = this.#line.limit;
    this.#owed.each((call) => {
      next = Math.min(next, call.settled ? call.deadline : call.limit);
    });
    return next;
  }

  ref(on: boolean): void {
    this.#deadlines.ref = on;
  }

  // Effects.

  transmit(at: number): void {
    const call = this.#handed.shift();
    if (call === undefined) return;
    try {
      this.#line.write(call.bytes, call.size, at);
      call.carrier = this.#line.id;
    } catch (error) {
      // A codec of the user's own: nothing was handed to the socket.
      this.#owner.defer(call);
      throw error;
    }
    if (call.kind === 'post') {
      this.#owner.counts.posts += 1;
      this.settlements.done(call);
      return;
    }
    this.#owner.counts.requests += 1;
    // By order the line is ended for want of a reply, so that one impatient caller does not cost a healthy one.
    call.deadline = this.#plan.keyOf === null ? Math.max(at + this.#plan.replyTimeout, call.limit) : call.limit;
    call.holder = this;
    this.#owed.add(call);
    this.#deadlines.expect(call.limit);
  }

  defer(): void {
    const call = this.#handed.shift();
    if (call !== undefined) this.#owner.defer(call);
  }

  pull(): void {
    this.#pulling = true;
  }

  /** Something waits that was not offered: take what fits. */
  wake(): void {
    this.#pulling = true;
    this.#pull();
  }

  deliver(): void {
    const call = this.#owed.answered();
    if (call === undefined) return;
    if (call.settled) this.#owner.counts.late += 1;
    else this.#answered = call;
  }

  accept(at: number): void {
    if (this.#inbound === 'message') this.#accepted = true;
    else if (this.#inbound === 'late') this.#owner.counts.late += 1;
    else if (this.#inbound === 'double') this.#owner.counts.doubles += 1;
    if (this.#inbound !== 'asked' && this.#inbound !== 'heartbeat') return;
    const { counts } = this.#owner;
    counts.heartbeatsReceived += 1;
    counts.heartbeatBytes += this.#end - this.#start;
    const reply =
      this.#inbound === 'asked' ? this.#plan.heartbeat?.reply(this.#bytes, this.#start, this.#end) : undefined;
    // A peer that asks and asks and never reads gets no answer: they would gather without a bound.
    if (reply !== undefined && this.#line.flowing) this.#sendBeat(reply, at);
  }

  expire(): void {
    const call = this.#expiring;
    this.#expiring = null;
    if (call !== null) this.#owed.release(call, this.#line.now());
    if (call !== null && !call.settled)
      this.settlements.fail(call, overdue('timeout', this.#owner.name, this.#line.id, 'unknown'));
  }

  /** Sends a heartbeat and holds a place for its answer among the replies. @throws what the user's function throws. */
  probe(at: number): void {
    const beat = this.#plan.heartbeat;
    if (beat === null) return;
    if (this.#owed.probes >= MOST_PROBES && !this.#owed.forgetProbe()) return;
    const bytes = beat.payload();
    this.#owed.probe(new Probe(bytes));
    this.#sendBeat(bytes, at);
  }

  /** The socket went: whatever was written and not answered is `unknown`. */
  fail(loss: string | null, detail: string | null): void {
    this.#owed.take((call) => {
      call.holder = null;
      if (!call.settled) this.settlements.fail(call, lost(this.#owner.name, this.#line.id, loss, detail));
    });
  }

  /** After the record and its listeners: messages, then what was decided of calls, then what waits for the line. */
  settled(): void {
    if (this.#accepted) {
      this.#accepted = false;
      this.#owner.counts.messages += 1;
      this.#owner.message(this.#bytes, this.#start, this.#end);
    }
    const call = this.#answered;
    if (call !== null) {
      this.#answered = null;
      this.#owner.counts.replies += 1;
      call.answer(this.#bytes, this.#start, this.#end);
    }
    this.settlements.flush();
    if (this.#pulling) this.#pull();
  }

  /** The connection is over: what the chart has not performed goes back, and the rest is told. */
  finish(): void {
    this.#deadlines.clear();
    for (let call = this.#handed.shift(); call !== undefined; call = this.#handed.shift()) this.#owner.defer(call);
    this.settlements.flush();
  }

  /** One at a time: only once the chart has performed it is it known whether another fits. */
  #pull(): void {
    while (this.#handed.length === 0) {
      this.#owner.up(this.#line.id);
      const call = this.#owner.peek();
      // Whoever was told that its time ran out may have asked for something else.
      if (this.#handed.length > 0) return;
      if (call === undefined || !this.#line.takes(call.kind)) {
        this.#pulling = false;
        if (call === undefined) this.#owner.idle(this.#line.id);
        return;
      }
      this.#owner.take(this.#line.id);
      const now = this.#line.now();
      if (this.#fits(call, now)) this.#hand(call, now);
    }
  }

  /** By key, no two requests of one key are in flight. What does not fit is told so, and nothing is sent. */
  #fits(call: Call, now: number): boolean {
    if (call.kind === 'post') return true;
    try {
      const refusal = this.#owed.refusal(call, now);
      if (refusal === null) return true;
      call.fail(unmatchable(this.#owner.name, this.#line.id, refusal));
    } catch (error) {
      // A key function of the user's own: the call alone is at fault.
      call.fail(unmatchable(this.#owner.name, this.#line.id, 'the function `key` threw', error));
    }
    return false;
  }

  #hand(call: Call, at: number): void {
    call.holder = this;
    this.#handed.push(call);
    this.#line.send(call.kind === 'request' ? this.#requestAt(at) : { type: 'post', at });
  }

  #repliedAt(at: number): ExchangeEvent {
    if (this.#replied.at !== at) this.#replied = { type: 'replied', at };
    return this.#replied;
  }

  #requestAt(at: number): ExchangeEvent {
    if (this.#request.at !== at) this.#request = { type: 'request', at };
    return this.#request;
  }

  #sendBeat(bytes: Uint8Array, at: number): void {
    const size = this.#plan.codec.size(bytes);
    const { counts } = this.#owner;
    counts.heartbeatsSent += 1;
    counts.heartbeatBytes += bytes.length;
    this.#line.write(bytes, size, at);
  }
}
