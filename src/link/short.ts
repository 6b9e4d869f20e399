/**
 * The short lifecycle: a connection for each exchange. One that fails before it has sent anything cost its call nothing:
 * the link dials again, with growing waits, while the call's limit runs. One that fails later ends its call as `unknown`.
 */
import type { Trouble } from '../connection/failures.ts';
import { Connection } from '../connection/connection.ts';
import { Deadlines } from '../connection/deadlines.ts';
import type { ConnectionOwner, ConnectionPlan, End, Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import { backoff } from '../policy/backoff.ts';
import type { Backoff } from '../policy/backoff.ts';
import type { Slots } from './slots.ts';

export interface ShortPolicy extends Backoff {
  /** Connections at once. */
  readonly concurrency: number;
  /** Redials after failures in a row; null: as long as calls wait. */
  readonly attempts: number | null;
}

export interface ShortOwner extends ConnectionOwner {
  /** Calls that wait. */
  waiting(): number;
  /** The peer cannot be had: everything that waits fails as not sent. */
  refuse(end: End): void;
}

export class ShortSlots implements Slots {
  readonly #nextId: () => string;
  readonly #owner: ShortOwner;
  readonly #plan: ConnectionPlan;
  readonly #policy: ShortPolicy;
  readonly #around: Surroundings;
  readonly #live = new Map<string, Connection>();
  readonly #redial: Deadlines;
  /** Connections that have taken no call yet. */
  #seeking = new Set<string>();
  /** Dials that failed in a row. */
  #failures = 0;
  #notBefore = 0;
  #trouble: Trouble | null = null;
  #ref = true;
  #over = false;

  /** @param nextId names the next connection; a link never uses a name twice, so that a record tells which is meant */
  constructor(
    nextId: () => string,
    owner: ShortOwner,
    plan: ConnectionPlan,
    policy: ShortPolicy,
    around: Surroundings,
  ) {
    this.#nextId = nextId;
    this.#owner = owner;
    this.#plan = plan;
    this.#policy = policy;
    this.#around = around;
    this.#redial = new Deadlines(around.wheel, {
      look: () => {
        this.wanted();
        return Infinity;
      },
    });
  }

  get state(): string {
    return this.#live.size === 0 ? 'resting' : `${String(this.#live.size)} connections`;
  }

  trouble(): Trouble | null {
    return this.#failures === 0 ? null : this.#trouble;
  }

  views(): readonly ConnectionView[] {
    return Array.from(this.#live.values(), (one) => one.view());
  }

  get ready(): boolean {
    return true;
  }

  start(): void {}

  /** Always by way of the queue: the connection that opens first takes the call that waited longest. */
  offer(): boolean {
    return false;
  }

  wanted(): void {
    if (this.#over) return;
    const now = this.#around.host.clock.now();
    if (now < this.#notBefore) {
      this.#redial.expect(this.#notBefore);
      return;
    }
    while (!this.#over && this.#live.size < this.#policy.concurrency && this.#seeking.size < this.#owner.waiting())
      this.#dial();
  }

  again(): void {
    this.wanted();
  }

  retiring(): void {}

  /** It came up and found nothing to do: its call ran out of time, or another took it. */
  idle(id: string): void {
    if (this.#seeking.has(id)) this.#live.get(id)?.close(0);
  }

  took(id: string): void {
    this.#seeking.delete(id);
    this.#failures = 0;
  }

  gone(id: string, end: End): End | null {
    this.#live.delete(id);
    const unused = this.#seeking.delete(id);
    if (end.reason === 'crashed') return end;
    if (unused && end.reason !== 'stopped' && end.reason !== 'destroyed') this.#failed(end);
    this.wanted();
    return null;
  }

  get drained(): boolean {
    return this.#live.size === 0 && (this.#over || this.#owner.waiting() === 0);
  }

  drain(): boolean {
    return this.drained;
  }

  halt(within: number): boolean {
    this.#over = true;
    this.#redial.clear();
    for (const one of this.#live.values()) one.close(within);
    return this.#live.size === 0;
  }

  pause(): void {
    for (const one of this.#live.values()) one.pause();
  }

  resume(): void {
    for (const one of this.#live.values()) one.resume();
  }

  redial(): void {
    this.#failures = 0;
    this.#notBefore = 0;
    this.wanted();
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#redial.ref = on;
    for (const one of this.#live.values()) one.ref(on);
  }

  destroy(): void {
    this.#over = true;
    this.#redial.clear();
    for (const one of this.#live.values()) one.destroy('destroyed');
  }

  #dial(): void {
    const id = this.#nextId();
    const connection = new Connection(id, this.#owner, this.#plan, this.#around);
    this.#live.set(id, connection);
    this.#seeking.add(id);
    if (!this.#ref) connection.ref(false);
    connection.start();
    // Its first records may have led to the end of the link, which it could not hear of before it had begun.
    if (this.#over) connection.destroy('destroyed');
  }

  #failed(end: End): void {
    this.#failures += 1;
    const reason = end.loss ?? end.reason;
    this.#trouble = { reason, detail: end.detail ?? reason };
    const { attempts } = this.#policy;
    if (end.reason === 'rejected' || (attempts !== null && this.#failures > attempts)) {
      this.#failures = 0;
      this.#owner.refuse(end);
      return;
    }
    const wait = backoff(this.#policy, this.#failures, this.#around.host.random());
    this.#notBefore = this.#around.host.clock.now() + wait;
  }
}
