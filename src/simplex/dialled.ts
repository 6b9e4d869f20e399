/** A leg that we dial: one connection, which owns its reconnecting. */
import type { Call } from '../connection/call.ts';
import { Connection } from '../connection/connection.ts';
import { newCounts } from '../connection/counts.ts';
import type { Counts } from '../connection/counts.ts';
import type { Trouble } from '../connection/failures.ts';
import type { ConnectionOwner, ConnectionPlan, End, Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { Exit } from '../supervision/child.ts';
import { share } from './legs.ts';
import type { Leg, LegOwner, Side } from './legs.ts';

const asked: ReadonlySet<string> = new Set(['stopped', 'destroyed']);

/** A connection that tells when it comes up and when it goes, after the record of either. */
class Watched extends Connection {
  readonly #turned: (one: Watched) => void;
  #isUp = false;

  constructor(id: string, leg: DialledLeg, plan: ConnectionPlan, around: Surroundings, turned: (one: Watched) => void) {
    super(id, leg, plan, around);
    this.#turned = turned;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  override settled(): void {
    super.settled();
    const isUp = this.state.startsWith('connected');
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#turned(this);
  }
}

export class DialledLeg implements Leg, ConnectionOwner {
  readonly side: Side;
  readonly name: string;
  readonly counts: Counts;
  readonly #id: string;
  readonly #owner: LegOwner;
  readonly #plan: ConnectionPlan;
  readonly #around: Surroundings;
  #one: Watched | null = null;
  #exited: (exit: Exit) => void = () => {};
  #ordinal = 0;
  #ref = true;

  /** @param id of the leg, such as `bank>send` */
  constructor(id: string, side: Side, owner: LegOwner, plan: ConnectionPlan, around: Surroundings) {
    this.#id = id;
    this.side = side;
    this.name = owner.name;
    this.counts = share(newCounts(), owner.counts);
    this.#owner = owner;
    this.#plan = plan;
    this.#around = around;
  }

  // For its supervision.

  start(exited: (exit: Exit) => void): void {
    this.#exited = exited;
    this.#ordinal += 1;
    const id = `${this.#id}#${String(this.#ordinal)}`;
    const one = new Watched(id, this, this.#plan, this.#around, (which) => this.#turned(which));
    this.#one = one;
    if (!this.#ref) one.ref(false);
    one.start();
  }

  stop(within: number | null): void {
    this.#one?.close(within ?? this.#plan.policy.closeTimeout);
  }

  halt(): void {
    this.stop(null);
  }

  kill(): void {
    this.#one?.destroy('destroyed');
  }

  over(): void {}

  // For the pair.

  get state(): string {
    return this.#one?.state ?? 'down';
  }

  trouble(): Trouble | null {
    const view = this.#one?.view();
    if (view === undefined) return { reason: 'not-up', detail: 'it is being started again' };
    if (view.state.startsWith('connected')) return null;
    const { loss } = view.context;
    return { reason: loss ?? 'not-up', detail: view.detail ?? loss ?? 'it has not been up yet' };
  }

  views(): readonly ConnectionView[] {
    return this.#one === null ? [] : [this.#one.view()];
  }

  wake(): void {
    this.#one?.exchanges.wake();
  }

  flow(on: boolean): void {
    if (on) this.#one?.resume();
    else this.#one?.pause();
  }

  redial(): void {
    this.#one?.redial();
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#one?.ref(on);
  }

  crash(error: unknown): void {
    this.#one?.crash(error);
  }

  // From its connection.

  watched(): boolean {
    return this.#owner.watched();
  }

  record(facts: RecordFacts, context: object): void {
    this.#owner.record(facts, context);
  }

  peek(): Call | undefined {
    return this.side === 'send' ? this.#owner.next() : undefined;
  }

  take(): Call | undefined {
    return this.#owner.take();
  }

  defer(call: Call): void {
    this.#owner.giveBack(call);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    try {
      this.#owner.heard(bytes, start, end);
    } catch (error) {
      this.crash(error);
    }
  }

  up(): void {}

  idle(): void {
    if (this.side === 'send') this.#owner.idle();
  }

  retiring(): void {}

  gone(_: string, { reason, error }: End): void {
    const wasUp = this.#one?.isUp === true;
    this.#one = null;
    if (wasUp) this.#owner.down(this);
    if (error !== undefined) this.#owner.fault(error);
    const how = reason === 'crashed' ? 'crashed' : asked.has(reason) ? 'asked' : 'normal';
    this.#exited({ how, reason, error });
  }

  fault(error: unknown): void {
    this.#owner.fault(error);
  }

  #turned(one: Watched): void {
    if (one !== this.#one) return;
    if (one.isUp) this.#owner.up(this);
    else this.#owner.down(this);
  }
}
