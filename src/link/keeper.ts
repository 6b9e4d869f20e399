/** The link's actor and what it keeps: queue, inbox, connections. The queue and the handle outlive a restart. */
import type { LinkContext, LinkEvent } from '../../machines/link.ts';
import type { Actor, Step } from '../actor/actor.ts';
import { Call } from '../connection/call.ts';
import type { Done } from '../connection/call.ts';
import { causeOf } from '../connection/causes.ts';
import { newCounts } from '../connection/counts.ts';
import type { ConnectionPlan, End, Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { Attended } from './attended.ts';
import { Breaker } from './breaker.ts';
import { linkProgram } from './effects.ts';
import type { LinkEffects } from './effects.ts';
import { circuitOpen, closedBy, queueFull } from './endings.ts';
import { tell } from './events.ts';
import type { LinkEvents } from './events.ts';
import { IdempotentCall } from './idempotent.ts';
import { Inbox } from './inbox.ts';
import { LongSlots } from './long.ts';
import { oneWay } from './one-way.ts';
import { planOf } from './plan.ts';
import { CallQueue } from './queue.ts';
import { ShortSlots } from './short.ts';
import type { ShortOwner } from './short.ts';
import { noSlots } from './no-slots.ts';
import { sizeOf } from './size-of.ts';
import type { SlotsMaker } from './maker.ts';
import type { Slots } from './slots.ts';
import { Waiting } from './waiting.ts';
import type { Child, Exit } from '../supervision/child.ts';

/** Ends that somebody asked for. */
const asked: ReadonlySet<string> = new Set(['stopped', 'destroyed', 'drain-timeout', 'halted']);

export class Keeper implements LinkEffects, ShortOwner, Child {
  readonly name: string;
  readonly counts = newCounts();
  readonly inbox: Inbox;
  readonly queue: CallQueue;
  readonly readiness: Waiting<void>;
  readonly closing: Waiting<void>;
  readonly #listeners: Attended<LinkEvents>;
  readonly #options: LinkOptions;
  readonly #plan: ConnectionPlan;
  readonly #around: Surroundings;
  readonly #breaker: Breaker | null;
  readonly #maker: SlotsMaker | null;
  #actor: Actor<LinkEvent, LinkContext>;
  #slots: Slots = noSlots;
  /** Tells the supervisor how this life ended. */
  #exited: (exit: Exit) => void = () => {};
  #ordinal = 0;
  /** Made so far. */
  #connections = 0;
  #ref = true;
  /** How the last connection ended. */
  #end: End | null = null;

  /** @param maker of its connections; null: they are those of its lifecycle */
  constructor(
    name: string,
    options: LinkOptions,
    listeners: Attended<LinkEvents>,
    around: Surroundings,
    maker: SlotsMaker | null,
  ) {
    this.name = name;
    this.#maker = maker;
    this.#listeners = listeners;
    this.#options = options;
    this.#plan = planOf(name, options);
    this.#around = around;
    const { clock } = around.host;
    this.queue = new CallQueue(
      name,
      options.queue,
      around.wheel,
      () => this.#emptied(),
      () => this.#slots.trouble(),
    );
    this.inbox = new Inbox(name, options.inbox, clock, around.wheel, (on) => this.#flow(on));
    const late = (): HoldfastError => new HoldfastError('timeout', `${name}: not in time`, { link: name });
    this.readiness = new Waiting<void>(name, clock, around.wheel, late);
    this.closing = new Waiting<void>(name, clock, around.wheel, late);
    this.#breaker = options.breaker === null ? null : new Breaker(options.breaker, this, around.engine, around.runtime);
    this.#actor = this.#newActor();
  }

  // For the supervisor.

  start(exited: (exit: Exit) => void): void {
    this.#exited = exited;
    if (this.#actor.status === 'crashed') this.#actor = this.#newActor();
    this.#actor.start();
    this.#actor.send({ type: 'start', at: this.clockNow });
  }

  stop(within: number | null): void {
    const at = this.clockNow;
    this.#actor.send(within === null ? { type: 'close', at } : { type: 'close', at, within });
  }

  halt(): void {
    this.#actor.send({ type: 'halt', at: this.clockNow });
  }

  kill(): void {
    this.#actor.send({ type: 'destroy', at: this.clockNow });
  }

  /** It will not be started again. */
  over({ reason }: Exit): void {
    // It may never have been started.
    this.#actor.start();
    this.#actor.send({ type: 'over', at: this.clockNow, reason });
    if (this.#actor.status === 'crashed') this.#close();
  }

  // For the handle.

  /** The link's own state: `down`, `open`, `halting`, `draining`, `closed`. */
  get state(): string {
    return this.#actor.status === 'idle' ? 'down' : this.#actor.value;
  }

  get targets(): readonly string[] {
    return this.#plan.targets.map(({ url }) => url);
  }

  /** What its connections do, as a dotted path. */
  get lineState(): string {
    return this.#slots.state;
  }

  /** A call made now would not wait for a line. */
  takesCalls(): boolean {
    return this.#slots.ready;
  }

  views(): readonly ConnectionView[] {
    return this.#slots.views();
  }

  get clockNow(): number {
    return this.#around.host.clock.now();
  }

  /** Why it ended; null while it has not. */
  get end(): End | null {
    return this.#end;
  }

  /** @param timeout ms; undefined: exchange.timeout. @param again may it be repeated; absent: it is sent once. @throws FrameError, HoldfastError: nothing was sent */
  submit(kind: Call['kind'], bytes: Uint8Array, timeout: number | undefined, done: Done, again?: () => boolean): Call {
    if (!this.taking) throw this.refusal();
    const wrongWay = oneWay(this.name, kind, this.#options);
    if (wrongWay !== null) throw wrongWay;
    const now = this.#around.host.clock.now();
    const size = sizeOf(this.name, this.#plan.codec, bytes);
    const admission = kind === 'request' && this.#breaker !== null ? this.#breaker.ask() : null;
    if (admission === 'refused') throw circuitOpen(this.name, this.#end);
    const told = admission === null ? done : this.#watching(done, admission === 'trial');
    this.#ordinal += 1;
    const limit = now + (timeout ?? this.#options.exchange.timeout);
    const call =
      again === undefined
        ? new Call(kind, bytes, size, this.#ordinal, limit, told)
        : new IdempotentCall(bytes, size, this.#ordinal, limit, told, (one) => again() && this.#repeat(one));
    if (this.queue.size === 0 && this.#slots.offer(call, now)) return call;
    if (!this.queue.push(call)) {
      const full = queueFull(this.name, this.queue, this.#options.queue, this.lineState);
      if (admission !== null) this.#breaker?.ended(full, admission === 'trial');
      throw full;
    }
    this.#slots.wanted();
    return call;
  }

  /** The error of a call that comes when the link takes none. */
  refusal(): HoldfastError {
    return closedBy(this.name, this.#actor.context.reason, this.#end);
  }

  /** Calls are taken, if only into the queue: it is open, or about to be again. */
  get taking(): boolean {
    const { state } = this;
    return state !== 'draining' && state !== 'closed';
  }

  redial(): void {
    this.#slots.redial();
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#actor.ref(on);
    this.#slots.ref(on);
    this.queue.ref(on);
    this.inbox.ref(on);
    this.readiness.ref(on);
  }

  // For the connections.

  watched(): boolean {
    return this.#around.recorder.watched() || this.#heard();
  }

  record(facts: RecordFacts, context: object): void {
    const record = this.#around.recorder.take(this.name, facts, context, this.#heard());
    if (record !== null) tell.record(this.#listeners, record);
  }

  peek(): Call | undefined {
    return this.queue.size === 0 ? undefined : this.queue.peek(this.clockNow);
  }

  take(id: string): Call | undefined {
    this.#slots.took(id);
    return this.queue.take();
  }

  waiting(): number {
    return this.queue.size;
  }

  defer(call: Call): void {
    if (call.settled) return;
    if (this.#actor.status === 'active') this.queue.restore(call);
    else call.fail(this.refusal());
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const frame = Uint8Array.prototype.slice.call(bytes, start, end);
    const heard = this.#listeners.listenerCount('message') > 0;
    if (heard) tell.message(this.#listeners, frame);
    if (this.inbox.put(frame, heard) === 'dropped') this.counts.dropped += 1;
  }

  up(): void {
    // Told with each exchange: what is asked first is what is seldom so.
    if ((this.readiness.size === 0 && !this.inbox.full) || !this.#slots.ready) return;
    this.readiness.giveAll();
    // A new socket knows nothing of a reader that was full before it.
    if (this.inbox.full) this.#slots.pause();
  }

  idle(id: string): void {
    this.#slots.idle(id);
  }

  retiring(id: string): void {
    this.#slots.retiring(id);
  }

  gone(id: string, end: End): void {
    if (end.error !== undefined) this.fault(end.error);
    // Those that are shut down with the link are not why it ends.
    if (this.#slots === noSlots) return;
    const ending = this.#slots.gone(id, end);
    this.#end = ending ?? end;
    const at = this.clockNow;
    const leaving = this.state === 'draining' || this.state === 'halting';
    if (leaving && ending?.reason !== 'crashed') {
      if (ending !== null || this.#slots.drained) this.#actor.send({ type: 'drained', at });
    } else if (ending !== null) this.#actor.send({ type: 'failed', at, reason: ending.reason });
  }

  refuse(end: End): void {
    this.queue.fail(() => closedBy(this.name, end.reason, end));
  }

  fault(error: unknown): void {
    tell.fault(this.#listeners, error);
  }

  // For the chart.

  stepped(step: Step<LinkEvent, LinkContext>): void {
    this.recorded('link', step);
  }

  /** Of a chart of the link's own: its state or its breaker. */
  recorded(chart: string, step: Step<{ readonly type: string }, object>): void {
    const { from, event, to, effects, guards, timer, context } = step;
    const cause = causeOf(event.type, timer);
    const facts = { connection: this.name, epoch: 0, chart, from, event, to, effects, cause };
    this.record(guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') }, context);
  }

  begin(): void {
    this.#end = null;
    this.#slots = this.#newSlots();
    this.#slots.start();
    if (this.queue.size > 0) this.#slots.wanted();
  }

  /** What waits in the queue waits for the next life. */
  rest({ drainTimeout }: LinkContext): void {
    if (this.#slots.halt(drainTimeout)) this.#actor.send({ type: 'drained', at: this.clockNow });
  }

  drain({ drainTimeout }: LinkContext): void {
    if (this.#slots.drain(drainTimeout)) this.#actor.send({ type: 'drained', at: this.clockNow });
  }

  shut(): void {
    const slots = this.#slots;
    this.#slots = noSlots;
    slots.destroy();
  }

  report({ reason }: LinkContext): void {
    const why = reason ?? 'stopped';
    const how = why === 'crashed' ? 'crashed' : asked.has(why) ? 'asked' : 'normal';
    this.#exited({ how, reason: why, error: this.#end?.error });
  }

  finished(error: unknown): void {
    if (error === undefined) {
      this.#close();
      return;
    }
    this.fault(error);
    this.shut();
    this.#exited({ how: 'crashed', reason: 'crashed', error });
  }

  /** @returns false where no line is to come, or no room is left to wait for it */
  #repeat(call: Call): boolean {
    if (this.#slots === noSlots || !this.queue.fits(call)) return false;
    this.queue.restore(call);
    this.#slots.again();
    return true;
  }

  #close(): void {
    this.#breaker?.stop();
    this.queue.fail(() => this.refusal());
    this.inbox.close();
    this.readiness.fail(() => this.refusal());
    this.closing.giveAll();
  }

  /** The breaker hears of the end first, so that whoever is told finds it as it then is. */
  #watching(done: Done, trial: boolean): Done {
    return (error, reply, start, end) => {
      this.#breaker?.ended(error, trial);
      done(error, reply, start, end);
    };
  }

  /** Does anyone listen to this link's own records? */
  #heard(): boolean {
    return this.#listeners.attends('record') || this.#listeners.attends('state');
  }

  #newActor(): Actor<LinkEvent, LinkContext> {
    const { drainTimeout } = this.#options;
    const actor = linkProgram(this.#around.engine).spawn(this, { drainTimeout }, this.#around.runtime);
    if (!this.#ref) actor.ref(false);
    return actor;
  }

  #newSlots(): Slots {
    const slots = this.#maker?.(this) ?? this.#ofLifecycle();
    if (!this.#ref) slots.ref(false);
    return slots;
  }

  #ofLifecycle(): Slots {
    const { lifecycle, reconnect } = this.#options;
    const nextId = (): string => `${this.name}#${String((this.#connections += 1))}`;
    return lifecycle.type === 'long'
      ? new LongSlots(nextId, this, this.#plan, lifecycle.connections, this.#around)
      : new ShortSlots(nextId, this, this.#plan, { ...reconnect, concurrency: lifecycle.concurrency }, this.#around);
  }

  /** Whoever waits for the queue to go out need not wait any more. */
  #emptied(): void {
    if (this.#actor.value === 'draining') this.drain(this.#actor.context);
  }

  #flow(on: boolean): void {
    if (on) this.#slots.resume();
    else this.#slots.pause();
  }
}
