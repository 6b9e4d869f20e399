/** The session actor: a running chart, its writer, and the one socket that called. */
import type { SessionContext, SessionEvent } from '../../machines/session.ts';
import type { WriterContext, WriterEvent } from '../../machines/writer.ts';
import type { Actor, Step } from '../actor/actor.ts';
import type { Call, Done } from '../connection/call.ts';
import { newCounts } from '../connection/counts.ts';
import { Exchanges } from '../connection/exchanges.ts';
import type { ExchangeOwner, Line } from '../connection/exchanges.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { FrameError, HoldfastError } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import type { AcceptSink, PeerCertificate, Wire, WireFacts } from '../contract/transport.ts';
import type { Linked } from '../policy/line.ts';
import { AcceptedStream } from './accepted.ts';
import type { AcceptedOwner } from './accepted.ts';
import { Allowance } from './allowance.ts';
import { Correspondence } from './correspondence.ts';
import type { Correspondent } from './correspondence.ts';
import { programs } from './effects.ts';
import type { SessionEffects } from './effects.ts';
import { offLine } from './failures.ts';
import { Heartbeats } from './heartbeats.ts';
import { LogOn } from './log-on.ts';
import type { Entrant } from './log-on.ts';
import { ASKED, crashFacts, openedAt, stepFacts } from './minutes.ts';
import type { AttendanceOwner } from './owner.ts';
import type { ListenerPlan } from './plan.ts';

export class Attendance
  implements SessionEffects, AcceptedOwner, Line, ExchangeOwner, Correspondent, Entrant, Linked<Attendance>
{
  prev: Attendance | null = null;
  next: Attendance | null = null;
  readonly id: string;
  readonly remote: string;
  readonly address: string;
  readonly counts = newCounts();
  readonly exchanges: Exchanges;
  /** Wall clock at which its handshake was done; null before. */
  since: number | null = null;
  /** Verified; null where none was asked for or shown. */
  peer: PeerCertificate | null = null;
  readonly allowance: Allowance;
  readonly heartbeats: Heartbeats;
  readonly #owner: AttendanceOwner<Attendance>;
  readonly #plan: ListenerPlan;
  readonly #around: Surroundings;
  readonly #actor: Actor<SessionEvent, SessionContext>;
  readonly #writer: Actor<WriterEvent, WriterContext>;
  readonly #mail: Correspondence;
  readonly #endStall: () => void;
  #stream: AcceptedStream | null = null;
  #logOn: LogOn | null = null;
  #ref: boolean;
  #heard = 0;
  /** The chart counts the present frame as a request that is owed an answer. */
  #serves = false;
  #detail: string | null = null;
  #over = false;

  constructor(
    id: string,
    caller: { readonly remote: string; readonly address: string },
    owner: AttendanceOwner<Attendance>,
    plan: ListenerPlan,
    around: Surroundings,
    ref: boolean,
  ) {
    this.id = id;
    this.remote = caller.remote;
    this.address = caller.address;
    this.#owner = owner;
    this.#plan = plan;
    this.#around = around;
    this.#ref = ref;
    const { wheel, runtime, engine } = around;
    this.allowance = new Allowance(!plan.datagrams);
    this.heartbeats = new Heartbeats(() => around.host.clock.wall());
    this.exchanges = new Exchanges(this, this, plan, around);
    this.#mail = new Correspondence(this, plan, wheel);
    this.#writer = programs(engine).writer.spawn(this, { keepSending: plan.keepSending }, runtime);
    this.#actor = programs(engine).session.spawn(this, { policy: plan.session }, runtime);
    this.#endStall = wheel.onStall((ms) => {
      this.exchanges.shift(ms);
      this.#mail.shift(ms);
      this.#stream?.shift(ms);
      this.#actor.send({ type: 'stalled', at: this.now(), ms });
    });
    if (!ref) this.ref(false);
  }

  // For the listener.

  begin(take: (sink: AcceptSink) => Wire): void {
    this.#writer.start();
    this.#actor.start();
    const stream = new AcceptedStream(this.#plan.codec, this);
    this.#stream = stream;
    stream.adopt(take(stream), this.#ref);
  }

  get name(): string {
    return this.#owner.name;
  }

  /** As a dotted path. */
  get state(): string {
    return this.#actor.value;
  }

  get onLine(): boolean {
    return this.#actor.status === 'active' && this.state.startsWith('online');
  }

  close(reason: string, within?: number): void {
    const at = this.now();
    this.#actor.send(within === undefined ? { type: 'close', at, reason } : { type: 'close', at, reason, within });
  }

  destroy(reason: string): void {
    this.#actor.send({ type: 'destroy', at: this.now(), reason });
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#actor.ref(on);
    this.#writer.ref(on);
    this.exchanges.ref(on);
    this.#mail.ref(on);
    this.#stream?.ref(on);
    this.#logOn?.ref(on);
  }

  /** @param timeout ms; undefined: exchange.timeout. @throws FrameError, HoldfastError: nothing was sent */
  submit(kind: 'request' | 'post', bytes: Uint8Array, timeout: number | undefined, done: Done): Call {
    if (!this.onLine) throw this.#offLine();
    return this.#mail.submit(kind, bytes, timeout, done);
  }

  // For the exchanges.

  now(): number {
    return this.#around.host.clock.now();
  }

  send(event: SessionEvent): void {
    this.#actor.send(this.heartbeats.notice(event));
  }

  get flowing(): boolean {
    return this.#writer.value === 'flowing';
  }

  readonly takes = (kind: 'request' | 'post'): boolean => this.flowing && this.#actor.would(ASKED[kind], 'transmit');

  write(frame: Uint8Array, size: number, at: number): void {
    if (this.#stream === null) return;
    const refusal = this.allowance.refusal(this, size);
    if (refusal !== null) {
      this.withheld(refusal);
      // The log-on has failed; a heartbeat is no more than missing.
      if (this.#logOn !== null) throw refusal;
      return;
    }
    this.allowance.spent(size);
    this.counts.bytesOut += size;
    const flowing = this.#stream.write(frame, size);
    if (this.#plan.keepSending !== null) this.#writer.send({ type: 'sent', at });
    if (!flowing) this.#writer.send({ type: 'blocked', at });
    this.#owner.active(this);
  }

  look(now: number): void {
    if (this.#stream !== null && this.limit <= now) this.malformed(this.#stream.stalled());
  }

  get limit(): number {
    return this.#stream?.partialLimit ?? Infinity;
  }

  peek(): Call | undefined {
    return this.#mail.peek();
  }

  take(): Call | undefined {
    return this.#mail.take();
  }

  defer(call: Call): void {
    if (call.settled) return;
    if (this.#over || this.#actor.status !== 'active') call.fail(this.#offLine());
    else this.#mail.restore(call);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const frame = Uint8Array.prototype.slice.call(bytes, start, end);
    if (!this.#serves) {
      if (this.onLine) this.#owner.message(this, frame);
      else this.counts.dropped += 1;
      return;
    }
    this.#serves = false;
    this.#mail.ask(frame, () => this.#owner.asked(this, frame));
  }

  up(): void {}
  idle(): void {}

  fault(error: unknown): void {
    this.#owner.fault(error);
  }

  // From the correspondence.

  served(): void {
    this.#actor.send({ type: 'served', at: this.now() });
  }

  unserved(reason: 'answer-timeout' | 'unread', detail: string): void {
    this.#detail = detail;
    this.#actor.send({ type: 'unserved', at: this.now(), reason });
  }

  reads(on: boolean): void {
    if (this.#stream?.paused !== on) return;
    this.throttle(on);
    this.#actor.send({ type: on ? 'resumed' : 'paused', at: this.now() });
  }

  // From the log-on.

  loggedOn(detail: string | null): void {
    this.#logOn = null;
    this.#detail = detail ?? this.#detail;
  }

  /** A frame that came during the log-on, and that it did not ask for. */
  late(frame: Uint8Array): void {
    this.#heard = this.now();
    if (this.#stream !== null) this.frame(frame, 0, frame.length);
  }

  // From the stream.

  owns(stream: unknown): boolean {
    return this.#stream === stream;
  }

  stale(): void {
    this.counts.stale += 1;
  }

  opened(facts: WireFacts): void {
    const at = this.now();
    this.peer = facts.tls?.peer ?? null;
    this.#writer.send({ type: 'opened', at });
    this.#actor.send(openedAt(at, facts));
  }

  read(bytes: number): void {
    this.#heard = this.now();
    this.counts.bytesIn += bytes;
    this.allowance.heard(bytes);
    this.heartbeats.read(bytes);
    this.#owner.active(this);
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (this.#logOn !== null) {
      this.#logOn.frame(bytes, start, end);
      return;
    }
    this.heartbeats.hear(bytes, start, end);
    this.exchanges.frame(bytes, start, end, this.#heard);
    this.heartbeats.heard();
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
    this.#actor.send({ type: 'malformed', at: this.now(), reason: error.code, offset: error.offset });
  }

  drained(): void {
    this.#writer.send({ type: 'drained', at: this.now() });
    this.exchanges.settled();
  }

  ended(): void {
    this.#detail = 'the client ended the connection';
    this.#actor.send({ type: 'ended', at: this.now() });
  }

  closed(): void {
    this.#actor.send({ type: 'closed', at: this.now() });
  }

  lost({ code, side, detail }: Fault): void {
    this.#detail = detail;
    this.#actor.send({ type: 'lost', at: this.now(), reason: code, side, detail });
  }

  /** A function of the user's own threw: this session ends, and no other. */
  crash(error: unknown): void {
    if (this.#over) return;
    this.#actor.stop();
    this.finished(error);
  }

  // From the charts.

  watched(): boolean {
    return this.#owner.watched();
  }

  stepped(chart: string, step: Step<{ readonly type: string }, object>): void {
    this.#owner.record(stepFacts(this.id, chart, step), step.context);
  }

  settled(): void {
    this.exchanges.settled();
  }

  finished(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    const crashed = error !== undefined;
    const { reason, loss } = this.#actor.context;
    this.#actor.stop();
    if (crashed && this.watched())
      this.#owner.record(crashFacts(this.id, this.#actor.value, this.now(), error), this.#actor.context);
    this.#endStall();
    this.drop(this.#actor.context);
    this.#writer.stop();
    this.#mail.end();
    this.exchanges.finish();
    this.#mail.fail(() => this.#offLine());
    if (crashed) this.#owner.fault(error);
    this.#owner.gone(this, {
      reason: crashed ? 'crashed' : (reason ?? 'ended'),
      loss,
      detail: this.#detail,
      wasOnLine: this.since !== null,
    });
  }

  drop({ loss }: SessionContext): void {
    if (this.#stream !== null) this.#writer.send({ type: 'ended', at: this.now() });
    this.#stream?.destroy();
    this.#stream = null;
    this.#logOn?.revoke();
    this.#logOn = null;
    this.exchanges.fail(loss, this.#detail);
  }

  greet(): void {
    this.#logOn = new LogOn(this, this.#plan, this.#around.wheel, this.#ref);
    this.exchanges.settlements.later(() => this.#logOn?.run());
  }

  throttle(on: boolean): void {
    if (on) this.#stream?.resume();
    else this.#stream?.pause();
  }

  welcome(): void {
    this.since = this.#around.host.clock.wall();
    this.exchanges.settlements.later(() => this.#owner.welcome(this));
  }

  serve(): void {
    this.#serves = true;
  }

  end(): void {
    this.#stream?.finish();
    this.#writer.send({ type: 'ended', at: this.now() });
  }

  /** Not before the log-on: the client does not know us yet. */
  beat(): void {
    if (this.#logOn === null) this.exchanges.probe(this.now());
  }

  withheld(error: HoldfastError): void {
    this.#owner.withheld(error);
  }

  #offLine(): HoldfastError {
    return offLine(this, this.#actor.context.reason, this.#detail);
  }
}
