/** The long lifecycle: one connection, held, that owns its reconnecting. */
import type { Trouble } from '../connection/failures.ts';
import type { Call } from '../connection/call.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionOwner, ConnectionPlan, End, Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import type { Slots } from './slots.ts';

export class LongSlot implements Slots {
  readonly #connection: Connection;
  readonly #owner: ConnectionOwner;
  /** How long a close that waits for the queue may take; null: nobody closes. */
  #closing: number | null = null;
  #over = false;

  constructor(id: string, owner: ConnectionOwner, plan: ConnectionPlan, around: Surroundings) {
    this.#owner = owner;
    this.#connection = new Connection(id, owner, plan, around);
  }

  get state(): string {
    return this.#connection.state;
  }

  trouble(): Trouble | null {
    const { context, detail } = this.#connection.view();
    return this.ready || context.loss === null ? null : { reason: context.loss, detail: detail ?? context.loss };
  }

  views(): readonly ConnectionView[] {
    return [this.#connection.view()];
  }

  get ready(): boolean {
    return this.#connection.state.startsWith('connected');
  }

  start(): void {
    this.#connection.start();
  }

  offer(call: Call, now: number): boolean {
    return this.#connection.exchanges.offer(call, now);
  }

  wanted(): void {}

  took(): void {}

  idle(): void {
    if (this.#closing !== null) this.#connection.close(this.#closing);
  }

  gone(_id: string, end: End): End {
    this.#over = true;
    return end;
  }

  drain(within: number): boolean {
    this.#closing = within;
    if (this.#over) return true;
    if (this.#owner.peek() === undefined) this.#connection.close(within);
    return false;
  }

  halt(within: number): boolean {
    if (!this.#over) this.#connection.close(within);
    return this.#over;
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  redial(): void {
    this.#connection.redial();
  }

  ref(on: boolean): void {
    this.#connection.ref(on);
  }

  destroy(): void {
    this.#connection.destroy('destroyed');
  }
}
