/** The user's handshake with one client, over the stream that called. */
import { Greeting } from '../connection/greeting.ts';
import type { Verdict } from '../connection/greeting.ts';
import type { Wheel } from '../contract/clock.ts';
import type { ListenerPlan } from './plan.ts';

/** What the log-on needs of its session. */
export interface Entrant {
  readonly id: string;
  readonly remote: string;
  now(): number;
  write(frame: Uint8Array, size: number, at: number): void;
  /** Whether the client is read, for a handshake that does not ask for what it sends. */
  throttle(on: boolean): void;
}

export class LogOn {
  readonly #entrant: Entrant;
  readonly #plan: ListenerPlan;
  readonly #greeting: Greeting;

  constructor(entrant: Entrant, plan: ListenerPlan, wheel: Wheel, ref: boolean) {
    this.#entrant = entrant;
    this.#plan = plan;
    const { codec } = plan;
    const write = (frame: Uint8Array): void => entrant.write(frame, codec.size(frame), entrant.now());
    const throttle = (on: boolean): void => entrant.throttle(on);
    this.#greeting = new Greeting(entrant.id, write, () => entrant.now(), wheel, ref, throttle);
  }

  /** `tell` is called once, unless `revoke` came first. */
  run(tell: (verdict: Verdict) => void): void {
    const { handshake } = this.#plan.options;
    const { id, remote } = this.#entrant;
    this.#greeting.run(async (talk) => handshake?.(talk, { id, remote }), tell);
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#greeting.frame(bytes, start, end);
  }

  ref(on: boolean): void {
    this.#greeting.ref(on);
  }

  /** The socket went. */
  revoke(): void {
    this.#greeting.revoke();
  }
}
