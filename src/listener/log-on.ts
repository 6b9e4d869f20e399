/** The user's handshake with one client, over the stream that called. */
import type { SessionEvent } from '../../machines/session.ts';
import { Greeting } from '../connection/greeting.ts';
import type { Verdict } from '../connection/greeting.ts';
import type { Wheel } from '../contract/clock.ts';
import type { Entrance } from '../contract/options/listener.ts';
import type { Allowance } from './allowance.ts';
import type { ListenerPlan } from './plan.ts';

/** What the log-on needs of its session. */
export interface Entrant extends Entrance {
  readonly allowance: Allowance;
  now(): number;
  /** @throws HoldfastError `amplifies` */
  write(frame: Uint8Array, size: number, at: number): void;
  /** Whether the client is read, for a handshake that does not ask for what it sends. */
  throttle(on: boolean): void;
  send(event: SessionEvent): void;
  /** It is over. @param detail why it failed */
  loggedOn(detail: string | null): void;
  /** A frame that it did not ask for. @throws what a function of the user's own throws */
  late(frame: Uint8Array): void;
  crash(error: unknown): void;
}

export class LogOn {
  readonly #entrant: Entrant;
  readonly #plan: ListenerPlan;
  readonly #greeting: Greeting;
  #asked = false;
  #answered = false;

  constructor(entrant: Entrant, plan: ListenerPlan, wheel: Wheel, ref: boolean) {
    this.#entrant = entrant;
    this.#plan = plan;
    const { codec } = plan;
    const write = (frame: Uint8Array): void => {
      entrant.write(frame, codec.size(frame), entrant.now());
      this.#asked = true;
    };
    const throttle = (on: boolean): void => entrant.throttle(on);
    this.#greeting = new Greeting(entrant.id, write, () => entrant.now(), wheel, ref, throttle);
  }

  run(): void {
    const { handshake } = this.#plan.options;
    const { id, remote, peer } = this.#entrant;
    this.#greeting.run(
      async (talk) => handshake?.(talk, { id, remote, peer }),
      (verdict) => this.#tell(verdict),
    );
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#answered ||= this.#asked;
    this.#greeting.frame(bytes, start, end);
  }

  ref(on: boolean): void {
    this.#greeting.ref(on);
  }

  /** The socket went. */
  revoke(): void {
    this.#greeting.revoke();
  }

  #tell(verdict: Verdict): void {
    const at = this.#entrant.now();
    if (verdict.type === 'ready') {
      // Something came after something had been sent, and the user let it pass: only the client could have answered it.
      if (this.#answered) this.#entrant.allowance.prove();
      this.#entrant.loggedOn(null);
      this.#entrant.send({ type: 'ready', at });
      this.#readLate(verdict.unread);
      return;
    }
    const { type, detail } = verdict;
    this.#entrant.loggedOn(detail);
    this.#entrant.send({ type, at, reason: 'handshake', side: 'peer', detail });
  }

  #readLate(frames: readonly Uint8Array[]): void {
    try {
      for (const frame of frames) this.#entrant.late(frame);
    } catch (error) {
      this.#entrant.crash(error);
    }
  }
}
