/** Every call of a run: that it settles once, with its own reply, and with the truth about its outcome. */
import { HoldfastError } from '../../src/contract/errors.ts';
import { demand } from './demand.ts';
import { keyIn } from './shape.ts';
import type { PeerSocket } from './world.ts';

export interface Ask {
  readonly id: string;
  readonly kind: 'request' | 'post';
  readonly how: 'promise' | 'callback';
  readonly controller: AbortController;
  settled: 'ok' | HoldfastError | null;
  /** When, on the run's clock. */
  settledAt: number;
}

export class Asks {
  readonly #asks = new Map<string, Ask>();
  /** Where each arrived. */
  readonly #arrived = new Map<string, PeerSocket>();

  /** @param like the key of an earlier request, to be asked alike */
  ask(kind: Ask['kind'], how: Ask['how'], like?: string): Ask {
    const head = like === undefined ? (kind === 'request' ? 'r' : 'p') : `${like}.`;
    const id = `${head}${String(this.#asks.size + 1)}`;
    const ask: Ask = { id, kind, how, controller: new AbortController(), settled: null, settledAt: Infinity };
    this.#asks.set(id, ask);
    return ask;
  }

  get pending(): readonly Ask[] {
    return [...this.#asks.values()].filter(({ settled }) => settled === null);
  }

  of(id: string): Ask | undefined {
    return this.#asks.get(id);
  }

  /** Those whose frames have this key. */
  alike(key: string): readonly Ask[] {
    return [...this.#asks.values()].filter(({ id }) => keyIn(id) === key);
  }

  /** The key of a request: 0 is the newest. */
  key(which: number): string | undefined {
    const requests = [...this.#asks.values()].filter(({ kind }) => kind === 'request');
    return keyIn(requests.at(-1 - which)?.id ?? '');
  }

  get answered(): number {
    return [...this.#asks.values()].filter(({ kind, settled }) => kind === 'request' && settled === 'ok').length;
  }

  /** Where the call of this reply arrived. */
  socketOf(id: string): PeerSocket | undefined {
    return this.#arrived.get(id);
  }

  arrived(frame: string, socket: PeerSocket): void {
    const ask = this.#asks.get(frame);
    if (ask === undefined) return;
    demand(!this.#arrived.has(frame), `${frame} arrived twice (I11)`);
    this.#arrived.set(frame, socket);
    if (ask.settled instanceof HoldfastError)
      demand(ask.settled.outcome === 'unknown', `${frame} arrived and was told as not sent`);
  }

  /** @param ordered where it arrived the peer has kept order */
  settled(
    ask: Ask,
    error: HoldfastError | null,
    reply: string,
    now: number,
    ordered: (socket: PeerSocket | undefined) => boolean,
  ): void {
    const { id } = ask;
    demand(ask.settled === null, `${id} settled twice (I1)`);
    ask.settled = error ?? 'ok';
    ask.settledAt = now;
    const socket = this.#arrived.get(id);
    if (error !== null) {
      demand(
        error instanceof HoldfastError && error.outcome !== undefined,
        `${id} failed with no outcome: ${String(error)}`,
      );
      demand(error.outcome === 'unknown' || socket === undefined, `${id} arrived and is told as not sent`);
    } else if (ask.kind === 'request' && ordered(socket)) {
      demand(socket !== undefined, `${id} was answered and never arrived (I2)`);
      demand(reply === `=${id}`, `${id} was answered by '${reply}' (I2)`);
    }
  }
}
