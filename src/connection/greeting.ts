/** Runs the user's handshake over one socket, and tells its verdict as an event of the chart. */
import type { Wheel } from '../contract/clock.ts';
import type { DialledTalk } from '../contract/options/hooks.ts';
import type { OwnLimits } from '../contract/options/peer-limits.ts';
import { Handshake, Rejection } from './handshake.ts';

/** `ready` with the frames that nobody asked for and the limits that the peer told, as ours; `rejected` for good; `lost`: a failed attempt. */
export type Verdict =
  | { readonly type: 'ready'; readonly unread: readonly Uint8Array[]; readonly limits: OwnLimits }
  | { readonly type: 'rejected' | 'lost'; readonly detail: string };

export class Greeting {
  readonly #talk: Handshake;
  #over = false;

  constructor(
    link: string,
    write: (frame: Uint8Array) => void,
    now: () => number,
    wheel: Wheel,
    ref: boolean,
    flow: (on: boolean) => void,
  ) {
    this.#talk = new Handshake(link, write, now, wheel, ref, flow);
  }

  /** `tell` is called once, unless `revoke` came first: a later settling of the user's promise is ignored. */
  run(handshake: (talk: DialledTalk) => Promise<void>, tell: (verdict: Verdict) => void): void {
    const end = (verdict: () => Verdict): void => {
      if (this.#over) return;
      this.#over = true;
      tell(verdict());
    };
    new Promise<void>((resolve) => resolve(handshake(this.#talk))).then(
      () => end(() => ({ type: 'ready', unread: this.#talk.revoke(), limits: this.#talk.told })),
      (error: unknown) =>
        end(() => {
          this.#talk.revoke();
          return { type: error instanceof Rejection ? 'rejected' : 'lost', detail: text(error) };
        }),
    );
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#talk.take(bytes.slice(start, end));
  }

  ref(on: boolean): void {
    this.#talk.ref = on;
  }

  /** The socket went. */
  revoke(): void {
    this.#over = true;
    this.#talk.revoke();
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
