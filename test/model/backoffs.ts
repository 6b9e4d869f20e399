/** Each wait before a redial within its bounds (I5), as the policy in the connection's own context has them. */
import { demand } from './demand.ts';

/** The wheel may be late by 50 ms, or by a twentieth of a long delay. */
export const late = (delay: number): number => Math.max(50, delay / 20) + 1;

interface Waiting {
  readonly attempts: number;
  readonly policy: {
    readonly reconnect: {
      readonly first: number;
      readonly factor: number;
      readonly max: number;
      readonly jitter: number;
    };
  };
}

export class Backoffs {
  readonly #begun = new Map<string, { readonly at: number; readonly least: number; readonly most: number }>();

  /** @param context of the connection that begins to wait, as its chart has it */
  begin(connection: string, at: number, context: unknown): void {
    if (context === undefined) return;
    const { attempts, policy } = context as Waiting;
    const { first, factor, max, jitter } = policy.reconnect;
    const base = Math.min(max / (1 + jitter), first * factor ** (attempts - 1));
    this.#begun.set(connection, { at, least: base * (1 - jitter), most: Math.min(max, base * (1 + jitter)) });
  }

  /** @param stalledAt when the process slept last: a wait that it slept through may be longer */
  end(connection: string, at: number, stalledAt: number): void {
    const wait = this.#begun.get(connection);
    if (wait === undefined) return;
    const waited = at - wait.at;
    demand(waited >= wait.least - 1e-6, `waited ${String(waited)} ms, at least ${String(wait.least)} (I5)`);
    if (stalledAt < wait.at)
      demand(waited <= wait.most + late(wait.most), `waited ${String(waited)} ms, at most ${String(wait.most)} (I5)`);
  }
}
