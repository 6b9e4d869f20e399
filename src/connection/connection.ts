/** The connection actor: a running chart, its writer, and one socket at a time. */
import type { ConnectionContext, ConnectionEvent } from '../../machines/connection.ts';
import type { WriterContext, WriterEvent } from '../../machines/writer.ts';
import type { Actor, Step } from '../actor/actor.ts';
import type { FrameError } from '../contract/errors.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import { isRejection } from '../contract/faults.ts';
import type { WireFacts } from '../contract/transport.ts';
import type { Ticket } from '../policy/dials.ts';
import { Autopsy } from './autopsy.ts';
import { causeOf } from './causes.ts';
import { connectionPrograms } from './effects.ts';
import type { ConnectionEffects } from './effects.ts';
import { Exchanges } from './exchanges.ts';
import type { Line } from './exchanges.ts';
import { Greeting } from './greeting.ts';
import type { Verdict } from './greeting.ts';
import type { ConnectionOwner, ConnectionPlan, Surroundings } from './owner.ts';
import { retires } from './retiring.ts';
import type { ConnectionView } from './view.ts';
import { Stream } from './stream.ts';
import type { StreamOwner } from './stream.ts';

/** To ask the chart with; it reads no time there. */
const REQUEST = { type: 'request', at: 0 } as const;
const POST = { type: 'post', at: 0 } as const;

const joined = (guards: readonly string[]): string => (guards.length === 1 ? (guards[0] ?? '') : guards.join(' & '));

export class Connection implements ConnectionEffects, StreamOwner, Line {
  /** The link's name and an ordinal: `core-bank#1`. */
  readonly id: string;
  readonly exchanges: Exchanges;
  readonly #owner: ConnectionOwner;
  readonly #plan: ConnectionPlan;
  readonly #around: Surroundings;
  readonly #actor: Actor<ConnectionEvent, ConnectionContext>;
  readonly #writer: Actor<WriterEvent, WriterContext>;
  readonly #endStall: () => void;

  #epoch = 0;
  /** When the present chunk was read: one reading of the clock serves all its frames. */
  #heard = 0;
  #stream: Stream | null = null;
  #facts: WireFacts | null = null;
  #greeting: Greeting | null = null;
  #turn: Ticket | null = null;
  #ref = true;
  /** How the last socket went, for people. */
  #detail: string | null = null;
  #autopsy: Autopsy | null = null;
  #retired = false;

  constructor(id: string, owner: ConnectionOwner, plan: ConnectionPlan, around: Surroundings) {
    this.id = id;
    this.#owner = owner;
    this.#plan = plan;
    this.#around = around;
    this.exchanges = new Exchanges(this, owner, plan, around);
    const programs = connectionPrograms(around.engine);
    const seed = Math.floor(around.host.random() * 2 ** 32);
    this.#writer = programs.writer.spawn(this, { keepSending: plan.keepSending }, around.runtime);
    this.#actor = programs.connection.spawn(this, { policy: plan.policy, seed }, around.runtime);
    this.#endStall = around.wheel.onStall((ms) => this.#stalled(ms));
  }

  // For the link.

  start(): void {
    this.#writer.start();
    this.#actor.start();
  }

  /** The state as a dotted path. */
  get state(): string {
    return this.#actor.value;
  }

  get context(): ConnectionContext {
    return this.#actor.context;
  }

  view(): ConnectionView {
    const { value: state, context, status, armed } = this.#actor.snapshot();
    const known = { due: this.#actor.deadlines(), epoch: this.#epoch, facts: this.#facts, detail: this.#detail };
    return { id: this.id, state, context, status, armed, ...known, verdict: this.#autopsy?.verdict ?? null };
  }

  /** Our reader has enough. Not before the line is up: the handshake reads, and the link asks again once it is. */
  pause(): void {
    if (this.#stream === null || this.#stream.paused || this.state.startsWith('connecting')) return;
    this.#stream.pause();
    this.send({ type: 'paused', at: this.now() });
  }

  resume(): void {
    if (this.#stream?.paused !== true) return;
    this.#stream.resume();
    this.send({ type: 'resumed', at: this.now() });
  }

  close(within: number): void {
    this.send({ type: 'close', at: this.now(), within });
  }

  /** It has carried all it may: what is in flight is still answered. */
  retire(): void {
    this.send({ type: 'close', at: this.now(), reason: 'exchanges' });
  }

  redial(): void {
    this.send({ type: 'redial', at: this.now() });
  }

  destroy(reason: string): void {
    this.send({ type: 'destroy', at: this.now(), reason });
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#actor.ref(on);
    this.#writer.ref(on);
    this.exchanges.ref(on);
    this.#stream?.ref(on);
    this.#greeting?.ref(on);
  }

  // For the exchanges.

  now(): number {
    return this.#around.host.clock.now();
  }

  send(event: ConnectionEvent): void {
    this.#actor.send(event);
  }

  get flowing(): boolean {
    return this.#writer.value === 'flowing';
  }

  takes(kind: 'request' | 'post'): boolean {
    return this.flowing && this.#actor.would(kind === 'request' ? REQUEST : POST, 'transmit');
  }

  write(frame: Uint8Array, size: number, at: number): void {
    if (this.#stream === null) return;
    this.#owner.counts.bytesOut += size;
    const flowing = this.#stream.write(frame, size);
    if (this.#plan.keepSending !== null) this.#writer.send({ type: 'sent', at });
    if (!flowing) this.#writer.send({ type: 'blocked', at });
  }

  look(now: number): void {
    if (this.#stream !== null && this.limit <= now) this.malformed(this.#stream.stalled());
  }

  get limit(): number {
    return this.#stream?.partialLimit ?? Infinity;
  }

  // From the stream.

  owns(stream: Stream): boolean {
    return this.#stream === stream;
  }

  stale(): void {
    this.#owner.counts.stale += 1;
  }

  opened(facts: WireFacts): void {
    const at = this.now();
    this.#facts = facts;
    this.#writer.send({ type: 'opened', at });
    const keepalive = facts.keepalive === null ? {} : { keepalive: facts.keepalive.known.idle };
    const unasked = facts.unasked === true ? { unasked: true } : {};
    this.send({ type: 'opened', at, local: facts.local, remote: facts.remote, ...keepalive, ...unasked });
  }

  read(bytes: number): void {
    this.#heard = this.now();
    this.#owner.counts.bytesIn += bytes;
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (this.#greeting === null) this.exchanges.frame(bytes, start, end, this.#heard);
    else this.#greeting.frame(bytes, start, end);
  }

  piece(): void {
    this.exchanges.piece(this.#heard);
  }

  begun(limit: number): void {
    this.exchanges.expect(limit);
  }

  malformed(error: FrameError): void {
    this.#detail = error.message;
    this.#owner.fault(error);
    this.send({ type: 'malformed', at: this.now(), reason: error.code, offset: error.offset });
  }

  drained(): void {
    this.#writer.send({ type: 'drained', at: this.now() });
    this.exchanges.settled();
  }

  ended(): void {
    this.#detail = 'the peer ended the connection';
    this.send({ type: 'ended', at: this.now() });
  }

  lost({ code, side, detail }: Fault): void {
    this.#detail = detail;
    const type = isRejection(code) ? 'rejected' : 'lost';
    this.send({ type, at: this.now(), reason: code, side, detail });
  }

  /** A codec or a function of the user's own threw: this connection ends, and no other. */
  crash(error: unknown): void {
    if (this.#actor.status !== 'active') return;
    this.#actor.stop();
    this.finished('crashed', error);
  }

  // From the charts.

  watched(): boolean {
    if (this.#owner.watched()) return true;
    // What it has read is a story with gaps from here on.
    this.#autopsy = null;
    return false;
  }

  stepped(
    chart: string,
    { from, event, to, guards, effects, timer, context }: Step<{ readonly type: string }, object>,
  ): void {
    const { id: connection } = this;
    const epoch = this.#epoch;
    const cause = causeOf(event.type, timer);
    // Two literals: a spread costs more than all else that is done for a record, and what it makes is slow to read.
    const whole =
      guards.length === 0
        ? { connection, epoch, chart, from, event, to, effects, cause }
        : { connection, epoch, chart, from, event, to, effects, cause, guard: joined(guards) };
    this.#owner.record((this.#autopsy ??= new Autopsy()).examine(whole), context);
  }

  settled(): void {
    this.exchanges.settled();
    if (!this.#plan.rotates || this.#retired || !retires(this.state, this.#actor.context)) return;
    this.#retired = true;
    this.#owner.retiring(this.id);
  }

  finished(status: 'done' | 'crashed', error: unknown): void {
    const { reason, loss } = this.#actor.context;
    this.#actor.stop();
    if (status === 'crashed') this.#recordCrash(error);
    this.#release();
    this.exchanges.finish();
    const why = status === 'crashed' ? 'crashed' : (reason ?? 'done');
    this.#owner.gone(this.id, { reason: why, loss, detail: this.#detail, error });
  }

  drop(loss: string | null): void {
    if (this.#stream !== null) {
      this.#stream.destroy();
      this.#stream = null;
      this.#facts = null;
      this.#owner.counts.losses += 1;
      this.#writer.send({ type: 'ended', at: this.now() });
    }
    this.#greeting?.revoke();
    this.#greeting = null;
    this.exchanges.fail(loss, this.#detail);
  }

  askTurn({ target }: ConnectionContext): void {
    const url = this.#plan.targets[target]?.url ?? '';
    this.#turn = this.#around.turns.ask(url, () => this.send({ type: 'turn', at: this.now() }));
  }

  withdrawTurn(): void {
    if (this.#turn !== null) this.#around.turns.withdraw(this.#turn);
  }

  returnTurn(): void {
    if (this.#turn !== null) this.#around.turns.giveBack(this.#turn);
    this.#turn = null;
  }

  dial({ target: index }: ConnectionContext): void {
    const target = this.#plan.targets[index];
    const transport = this.#plan.transport ?? this.#around.host.transports[target?.scheme ?? ''];
    if (target === undefined || transport === undefined)
      throw new HoldfastError('option-unavailable', `${this.id}: no transport here dials ${target?.url ?? 'nothing'}`);
    this.#epoch += 1;
    this.#owner.counts.dials += 1;
    this.#stream = new Stream(this.#plan.codec, this);
    this.#stream.dial(transport, target, this.#ref);
  }

  greet(): void {
    const { handshake, codec } = this.#plan;
    if (handshake === null) return;
    const write = (frame: Uint8Array): void => this.write(frame, codec.size(frame), this.now());
    const flow = (on: boolean): void => (on ? this.#stream?.resume() : this.#stream?.pause());
    const greeting = new Greeting(this.#owner.name, write, () => this.now(), this.#around.wheel, this.#ref, flow);
    this.#greeting = greeting;
    this.exchanges.settlements.later(() => greeting.run(handshake, (verdict) => this.#greeted(verdict)));
  }

  /** @param answered nothing of ours is on its way that a reset could destroy */
  end({ reason }: ConnectionContext, answered: boolean): void {
    const by = reason === 'done' ? this.#plan.closeBy : 'us';
    if (by === 'reset' && answered) {
      this.#stream?.reset();
      this.destroy('done');
    } else if (by !== 'peer') this.#stream?.finish();
    this.#writer.send({ type: 'ended', at: this.now() });
  }

  /** Not before the log-on: the peer does not know us yet. */
  beat(): void {
    if (this.#greeting === null) this.exchanges.probe(this.now());
  }

  /** Runs onLost; whichever way it ends, the line may be dialled again, unless a later loss has been met since. */
  clean({ loss, attempts }: ConnectionContext): void {
    const { onLost } = this.#plan;
    if (onLost === null) return;
    const epoch = this.#epoch;
    const reason = loss ?? 'lost';
    const which = { link: this.#owner.name, connection: this.id, epoch, attempts };
    const facts = { reason, ...which, detail: this.#detail ?? reason };
    const cleaned = (): void => {
      if (epoch === this.#epoch) this.send({ type: 'cleaned', at: this.now() });
    };
    this.exchanges.settlements.later(() => {
      new Promise<void>((resolve) => resolve(onLost(facts)))
        .catch((error: unknown) => this.#owner.fault(error))
        .then(cleaned, cleaned);
    });
  }

  #greeted(verdict: Verdict): void {
    this.#greeting = null;
    const at = this.now();
    if (verdict.type === 'ready') {
      this.send({ type: 'ready', at, ...verdict.limits });
      this.#readLate(verdict.unread);
      return;
    }
    this.#detail = verdict.detail;
    this.send({ type: verdict.type, at, reason: 'handshake', side: 'peer', detail: verdict.detail });
  }

  /** Frames that came during the handshake, and that it did not ask for. */
  #readLate(frames: readonly Uint8Array[]): void {
    const stream = this.#stream;
    this.#heard = this.now();
    try {
      for (const frame of frames)
        if (this.#stream !== null && this.#stream === stream) this.frame(frame, 0, frame.length);
    } catch (error) {
      this.crash(error);
    }
  }

  #stalled(ms: number): void {
    this.exchanges.shift(ms);
    this.#stream?.shift(ms);
    this.send({ type: 'stalled', at: this.now(), ms });
  }

  /** Nothing of it is left open or armed, whichever way it ended. */
  #release(): void {
    this.#endStall();
    this.withdrawTurn();
    this.returnTurn();
    this.drop(this.#actor.context.loss);
    this.#writer.stop();
  }

  #recordCrash(error: unknown): void {
    if (!this.watched()) return;
    const state = this.#actor.value;
    const event = { type: 'crash', at: this.now(), error: error instanceof Error ? error.message : String(error) };
    const where = { connection: this.id, epoch: this.#epoch, chart: 'connection', from: state, to: state };
    this.#owner.record({ ...where, event, effects: [], cause: 'crash' }, this.#actor.context);
  }
}
