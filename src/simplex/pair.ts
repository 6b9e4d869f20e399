/**
 * A simplex line: its legs as children of a supervision of their own, its chart, and the requests that wait for a reply.
 *
 * The receive leg is started first, so that rest-for-one takes the send leg down with it: nothing is sent while no reply
 * could come. A lost network is a state of its leg and restarts nothing.
 */
import type { SimplexContext, SimplexEvent } from '../../machines/simplex.ts';
import type { Actor, Step } from '../actor/actor.ts';
import type { Call } from '../connection/call.ts';
import { causeOf } from '../connection/causes.ts';
import type { Counts } from '../connection/counts.ts';
import { lost, overdue } from '../connection/failures.ts';
import type { Trouble } from '../connection/failures.ts';
import { keyOf } from '../connection/key.ts';
import type { End, Surroundings } from '../connection/owner.ts';
import { Settlements } from '../connection/settlements.ts';
import type { ConnectionView } from '../connection/view.ts';
import type { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { ShortOwner } from '../link/short.ts';
import type { Slots } from '../link/slots.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { CalledLeg } from './called.ts';
import { DialledLeg } from './dialled.ts';
import { simplexProgram } from './effects.ts';
import type { SimplexEffects } from './effects.ts';
import type { Leg, LegOwner } from './legs.ts';
import { OutTray } from './out-tray.ts';
import type { Sender } from './out-tray.ts';
import { Owing } from './owing.ts';
import type { Debtor } from './owing.ts';
import type { LegPlan } from './plan.ts';
import { supervisionOf } from './supervised.ts';

const WHOLE = 'open.whole';
const NOTHING = new Uint8Array(0);

export class SimplexPair implements Slots, SimplexEffects, LegOwner, Sender, Debtor {
  readonly name: string;
  readonly counts: Counts;
  readonly #owner: ShortOwner;
  readonly #options: LinkOptions;
  readonly #around: Surroundings;
  readonly #legs: readonly Leg[];
  readonly #supervision: Supervision;
  readonly #actor: Actor<SimplexEvent, SimplexContext>;
  readonly #settlements: Settlements;
  readonly #endStall: () => void;
  /** null: there are no requests. */
  readonly #owing: Owing | null;
  readonly #tray: OutTray;
  /** Requests that were written and that the chart has not been told of. */
  readonly #written: Call[] = [];
  /** Our own reader has enough: a leg that comes up is not read. */
  #full = false;
  #closing: number | null = null;
  #halting = false;
  #error: unknown = undefined;
  #detail: string | null = null;

  // What the present event is about, as with the exchanges of a connection.
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  #answered: Call | null = null;
  #expiring: Call | null = null;

  /** @throws HoldfastError `option-unavailable` */
  constructor(owner: ShortOwner, options: LinkOptions, plans: readonly LegPlan[], around: Surroundings) {
    const { name, counts } = owner;
    this.name = name;
    this.counts = counts;
    this.#owner = owner;
    this.#options = options;
    this.#around = around;
    const { key, timeout } = options.exchange;
    this.#owing = key === null ? null : new Owing(name, keyOf(key), timeout, around.wheel, this);
    this.#tray = new OutTray(owner, this);
    this.#legs = plans.map((plan) => this.#leg(plan));
    this.#settlements = new Settlements((error) => owner.fault(error));
    const legs = plans.length > 1 ? 'both' : (plans[0]?.side ?? 'send');
    this.#actor = simplexProgram(around.engine).spawn(this, { legs }, around.runtime);
    this.#supervision = supervisionOf(name, this.#legs, this.#around, owner, {
      failed: (side, { reason, error }) => this.#failed(side, reason, error),
      over: (reason, error) => this.#over(reason, error),
    });
    this.#endStall = around.wheel.onStall((ms) => this.#owing?.shift(ms));
  }

  // For the link.

  get state(): string {
    if (this.ready) return 'connected';
    return this.#legs.map(({ side, state }) => `${side} ${state}`).join(', ');
  }

  get ready(): boolean {
    return this.#actor.value === WHOLE;
  }

  get drained(): boolean {
    return this.#actor.status !== 'active';
  }

  trouble(): Trouble | null {
    if (this.ready) return null;
    for (const leg of this.#legs) {
      const trouble = leg.trouble();
      if (trouble !== null) return { ...trouble, detail: `the ${leg.side} leg is down: ${trouble.detail}` };
    }
    return null;
  }

  views(): readonly ConnectionView[] {
    return this.#legs.flatMap((leg) => leg.views());
  }

  start(): void {
    this.#actor.start();
    this.#supervision.start();
  }

  offer(call: Call): boolean {
    return this.ready && this.#tray.offer(call, () => this.#wake());
  }

  wanted(): void {
    this.#wake();
  }

  again(): void {
    this.#wake();
  }

  took(): void {}
  retiring(): void {}

  gone(_: string, end: End): End {
    return end;
  }

  drain(within: number): boolean {
    this.#closing = within;
    this.idle();
    return this.drained;
  }

  halt(within: number): boolean {
    this.#halting = true;
    return this.drain(within);
  }

  pause(): void {
    this.#receive(false);
  }

  resume(): void {
    this.#receive(true);
  }

  redial(): void {
    for (const leg of this.#legs) leg.redial();
  }

  ref(on: boolean): void {
    this.#actor.ref(on);
    this.#owing?.ref(on);
    for (const leg of this.#legs) leg.ref(on);
  }

  destroy(): void {
    this.#send({ type: 'destroy', at: this.#now() });
  }

  // For the legs.

  watched(): boolean {
    return this.#owner.watched();
  }

  record(facts: RecordFacts, context: object): void {
    this.#owner.record(facts, context);
  }

  up(leg: Leg): void {
    if (this.#full && leg.side === 'receive') leg.flow(false);
    this.#send({ type: 'leg-up', at: this.#now(), leg: leg.side });
  }

  down(leg: Leg): void {
    const { reason, detail } = leg.trouble() ?? { reason: 'lost', detail: 'lost' };
    this.#detail = detail;
    this.#send({ type: 'leg-down', at: this.#now(), leg: leg.side, reason });
  }

  next(): Call | undefined {
    return this.#tray.next();
  }

  take(): Call | undefined {
    return this.#tray.take();
  }

  giveBack(letter: Call): void {
    this.#tray.giveBack(letter);
  }

  /** Nothing is on its way any more: a close that waits for that may go on. */
  idle(): void {
    const within = this.#closing;
    if (within === null || this.#inFlight > 0) return;
    if (!this.#halting && this.#owner.waiting() > 0) return;
    this.#send({ type: 'close', at: this.#now(), within });
  }

  heard(bytes: Uint8Array, start: number, end: number): void {
    const at = this.#now();
    const kind = this.#owing?.classify(bytes, start, end, at) ?? 'message';
    if (kind === 'late' || kind === 'double') this.#send({ type: 'received', at, kind });
    else if (kind === 'reply') {
      this.#bytes = bytes;
      this.#start = start;
      this.#end = end;
      this.#send({ type: 'replied', at });
      this.#bytes = NOTHING;
    } else {
      this.counts.messages += 1;
      this.#owner.message(bytes, start, end);
    }
  }

  lost({ reason, connection, detail }: { reason: string; connection: string; detail: string }): void {
    const { onLost } = this.#options;
    if (onLost === undefined) return;
    const facts = { reason, detail, connection, link: this.name, epoch: 1, attempts: 0 };
    new Promise<void>((resolve) => resolve(onLost(facts))).catch((error: unknown) => this.fault(error));
  }

  fault(error: unknown): void {
    this.#owner.fault(error);
  }

  // For the tray.

  admits(call: Call): 'now' | 'later' | HoldfastError {
    if (!this.ready) return 'later';
    if (call.kind === 'post') return 'now';
    if (this.#inFlight >= this.#options.exchange.window) return 'later';
    return this.#owing?.refusal(call, this.#now()) ?? 'now';
  }

  written(call: Call): void {
    if (call.kind === 'post') {
      this.counts.posts += 1;
      call.answer(NOTHING, 0, 0);
    } else if (this.#actor.status === 'active' && this.#actor.value.startsWith('open')) {
      this.#written.push(call);
      this.#send({ type: 'request', at: this.#now() });
    } else call.fail(this.#unknown());
  }

  // For what is owed.

  late(call: Call, now: number): void {
    this.#expiring = call;
    this.#send({ type: 'reply-timeout', at: now });
  }

  abandoned(call: Call, error: HoldfastError, now: number): void {
    this.#settlements.fail(call, error);
    this.#send({ type: 'abandoned', at: now });
  }

  // From the chart.

  stepped({ from, event, to, effects, guards, timer, context }: Step<SimplexEvent, SimplexContext>): void {
    const cause = event.type.startsWith('leg-') ? 'io' : causeOf(event.type, timer);
    const facts = { connection: this.name, epoch: 0, chart: 'simplex', from, event, to, effects, cause };
    this.record(guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') }, context);
  }

  pull(): void {
    this.#settlements.later(() => {
      if (this.ready) this.#owner.up(this.name);
      this.#wake();
      this.idle();
    });
  }

  await(): void {
    const call = this.#written.shift();
    if (call === undefined) return;
    this.counts.requests += 1;
    this.#owing?.add(call);
  }

  deliver(): void {
    this.#answered = this.#owing?.answered() ?? null;
  }

  expire(): void {
    const call = this.#expiring;
    this.#expiring = null;
    if (call === null) return;
    const now = this.#now();
    this.#owing?.release(call, now);
    this.#settlements.fail(call, overdue('timeout', this.name, undefined, 'unknown', this.trouble()));
  }

  discard(event: SimplexEvent): void {
    if (event.type !== 'received') return;
    if (event.kind === 'late') this.counts.late += 1;
    else this.counts.doubles += 1;
  }

  stop({ limit }: SimplexContext): void {
    this.#supervision.stop(limit);
  }

  kill(): void {
    this.#supervision.destroy();
  }

  forsake(): void {
    this.#owing?.take((call) => this.#settlements.fail(call, this.#unknown()));
  }

  settled(): void {
    const call = this.#answered;
    this.#answered = null;
    if (call !== null) {
      this.counts.replies += 1;
      call.answer(this.#bytes, this.#start, this.#end);
    }
    this.#settlements.flush();
  }

  finished(error: unknown): void {
    this.#endStall();
    if (error !== undefined) this.kill();
    this.forsake();
    for (const call of this.#written.splice(0)) this.#settlements.fail(call, this.#unknown());
    this.#settlements.flush();
    this.#supervision.abandon('stopped');
    const { reason, loss } = this.#actor.context;
    const end = { loss, detail: this.#detail, error: error ?? this.#error };
    this.#owner.gone(this.name, { ...end, reason: error === undefined ? (reason ?? 'stopped') : 'crashed' });
  }

  #leg(plan: LegPlan): Leg {
    const id = `${this.name}>${plan.side}`;
    return plan.called === null
      ? new DialledLeg(id, plan.side, this, plan.dialled, this.#around)
      : new CalledLeg(id, plan.side, this, plan.called, this.#around);
  }

  #failed(leg: Leg['side'], reason: string, error: unknown): void {
    this.#error = error;
    this.#send({ type: 'failed', at: this.#now(), leg, reason });
  }

  #over(reason: string, error: unknown): void {
    this.#error ??= error;
    const crashed = reason === 'crashed' || reason === 'restarts-used-up';
    this.#send({ type: 'over', at: this.#now(), reason: crashed ? 'crashed' : reason });
  }

  /** Requests that wait for their reply, and whatever is on its way to the wire or to the chart. */
  get #inFlight(): number {
    return this.#actor.context.pending + this.#tray.size + this.#written.length;
  }

  #wake(): void {
    for (const leg of this.#legs) if (leg.side === 'send') leg.wake();
  }

  #receive(on: boolean): void {
    this.#full = !on;
    for (const leg of this.#legs) if (leg.side === 'receive') leg.flow(on);
  }

  #unknown(): HoldfastError {
    const { reason, loss } = this.#actor.context;
    return lost(this.name, this.name, loss ?? reason, this.#detail);
  }

  #send(event: SimplexEvent): void {
    this.#actor.send(event);
  }

  #now(): number {
    return this.#around.host.clock.now();
  }
}
