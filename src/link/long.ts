/**
 * The long lifecycle: connections that are held, each of which owns its reconnecting. Each has a place. One that is too old
 * or spent leaves it to a successor as soon as it takes no more calls, before it is drained; one that nobody used leaves it
 * empty until a call wants it. One that ends for good takes its place with it, and the link ends with the last of them.
 */
import type { Trouble } from '../connection/failures.ts';
import type { Call } from '../connection/call.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionPlan, End, Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import { fewest, isUp } from './fewest.ts';
import type { ShortOwner } from './short.ts';
import type { Slots } from './slots.ts';

/** Successors are not dialled while so many leave: a peer that never ends its side would be held open without a bound. */
const MOST_LEAVING = 64;

/** Ends by a limit of the connection's own: its place stays. */
const limits: ReadonlySet<string> = new Set(['idle', 'age', 'exchanges']);

export class LongSlots implements Slots {
  readonly #nextId: () => string;
  readonly #owner: ShortOwner;
  readonly #plan: ConnectionPlan;
  readonly #around: Surroundings;
  readonly #most: number;
  /** Those that take calls, or will: at most one for each place. */
  #serving: readonly Connection[] = [];
  /** Those that take no more. */
  #leaving: readonly Connection[] = [];
  #places: number;
  /** How the last place was lost. */
  #lost: End | null = null;
  /** How long a close may take; null: nobody closes. */
  #closing: number | null = null;
  #ref = true;
  /** Nothing is dialled any more. */
  #over = false;

  /** @param nextId names the next connection; a link never uses a name twice, so that a record tells which is meant */
  constructor(
    nextId: () => string,
    owner: ShortOwner,
    plan: ConnectionPlan,
    connections: number,
    around: Surroundings,
  ) {
    this.#nextId = nextId;
    this.#owner = owner;
    this.#plan = plan;
    this.#around = around;
    this.#most = connections;
    this.#places = connections;
  }

  get state(): string {
    const { length } = this.#serving;
    if (this.#most > 1 && length > 0)
      return `${String(this.#serving.filter(isUp).length)} of ${String(this.#most)} connected`;
    return (this.#serving[0] ?? this.#leaving.at(-1))?.state ?? 'resting';
  }

  get ready(): boolean {
    return this.#serving.some(isUp) || (this.#serving.length === 0 && this.#places > 0);
  }

  get drained(): boolean {
    const none = this.#serving.length === 0 && this.#leaving.length === 0;
    return none && (this.#over || this.#owner.waiting() === 0);
  }

  trouble(): Trouble | null {
    if (this.ready) return null;
    for (const one of this.#serving) {
      const { context, detail } = one.view();
      if (context.loss !== null) return { reason: context.loss, detail: detail ?? context.loss };
    }
    return null;
  }

  views(): readonly ConnectionView[] {
    return this.#all().map((one) => one.view());
  }

  start(): void {
    this.#fill();
  }

  offer(call: Call, now: number): boolean {
    const serving = this.#serving;
    const first = serving[0];
    if (first === undefined) return false;
    if (serving.length === 1) return first.exchanges.offer(call, now);
    if (fewest(serving, call.kind)?.exchanges.offer(call, now) === true) return true;
    // Whoever is in the midst of something else takes from the queue once it is done.
    return serving.some((one) => one.exchanges.offer(call, now));
  }

  wanted(): void {
    if (this.#serving.length >= this.#places) return;
    while (this.#coming() < this.#owner.waiting() && this.#mayDial()) this.#dial();
  }

  again(): void {
    for (const one of this.#serving) if (isUp(one)) one.exchanges.wake();
    this.wanted();
  }

  took(): void {}

  idle(): void {
    if (this.#closing !== null) this.#close(this.#closing);
  }

  retiring(id: string): void {
    const one = this.#serving.find((other) => other.id === id);
    if (one === undefined) return;
    this.#leave([one]);
    // Spent, with replies still owed: from here on a loss is its end, for its place is another's.
    if (!one.state.startsWith('closing')) one.retire();
    if (one.context.reason === 'idle' || !this.#needed()) this.wanted();
    else if (this.#mayDial()) this.#dial();
  }

  gone(id: string, end: End): End | null {
    const served = this.#serving.some((one) => one.id === id);
    this.#serving = this.#serving.filter((one) => one.id !== id);
    this.#leaving = this.#leaving.filter((one) => one.id !== id);
    if (end.reason === 'crashed') return end;
    if (served && !limits.has(end.reason)) {
      this.#places -= 1;
      this.#lost = end;
    }
    if (this.drained && this.#closing !== null) return end;
    // It may have given back calls that it had not written.
    if (this.#serving.length > 0 || this.#places > 0) this.again();
    else if (this.#leaving.length === 0) return this.#lost ?? end;
    return null;
  }

  drain(within: number): boolean {
    this.#closing = within;
    for (const one of this.#leaving) one.close(within);
    if (this.#owner.peek() === undefined) this.#close(within);
    else this.wanted();
    return this.drained;
  }

  halt(within: number): boolean {
    this.#over = true;
    this.#closing = within;
    for (const one of this.#leaving) one.close(within);
    this.#close(within);
    return this.drained;
  }

  pause(): void {
    for (const one of this.#all()) one.pause();
  }

  resume(): void {
    for (const one of this.#all()) one.resume();
  }

  redial(): void {
    for (const one of this.#serving) one.redial();
    this.#places = this.#most;
    if (this.#needed()) this.#fill();
  }

  ref(on: boolean): void {
    this.#ref = on;
    for (const one of this.#all()) one.ref(on);
  }

  destroy(): void {
    this.#over = true;
    for (const one of this.#all()) one.destroy('destroyed');
  }

  #all(): readonly Connection[] {
    return this.#leaving.length === 0 ? this.#serving : [...this.#serving, ...this.#leaving];
  }

  /** While it drains, only what waits needs a line. */
  #needed(): boolean {
    return this.#closing === null || this.#owner.waiting() > 0;
  }

  #mayDial(): boolean {
    return !this.#over && this.#serving.length < this.#places && this.#leaving.length < MOST_LEAVING;
  }

  /** On their way to be up: each may take one of those that wait. */
  #coming(): number {
    return this.#serving.length - this.#serving.filter(isUp).length;
  }

  #fill(): void {
    while (this.#mayDial()) this.#dial();
  }

  #dial(): void {
    const one = new Connection(this.#nextId(), this.#owner, this.#plan, this.#around);
    this.#serving = [...this.#serving, one];
    if (!this.#ref) one.ref(false);
    one.start();
    // Its first records may have led to the end of the link, which it could not hear of before it had begun.
    if (this.#over) one.destroy('destroyed');
  }

  #close(within: number): void {
    const serving = this.#serving;
    this.#leave(serving);
    for (const one of serving) one.close(within);
  }

  #leave(ones: readonly Connection[]): void {
    this.#serving = this.#serving.filter((one) => !ones.includes(one));
    this.#leaving = [...this.#leaving, ...ones];
  }
}
