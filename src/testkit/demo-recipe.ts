/** What the demo's peers and links are made of. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LinkInput } from '../contract/options/link.ts';
import type { Station } from './demo-stations.ts';
import { Peer } from './peer.ts';
import type { Behaviour, PeerOptions } from './peer.ts';

/** What traffic needs of a link. */
export interface Asks {
  request(bytes: Uint8Array, options: { readonly signal: AbortSignal }): Promise<unknown>;
  /** What the peer said unasked. */
  receive(options: { readonly signal: AbortSignal }): Promise<Uint8Array | undefined>;
}

/** Uses a link until the signal says stop, then resolves; never rejects. */
export type Traffic = (link: Asks, signal: AbortSignal) => Promise<void>;

export interface Recipe {
  /** The link's name. */
  readonly name: string;
  /** What is to be seen, in one sentence. */
  readonly story: string;
  readonly listen: () => Promise<Station>;
  readonly link: Omit<LinkInput, 'to'>;
  /** Absent where heartbeats tell the story alone. */
  readonly traffic?: Traffic;
}

/** A peer behind TCP, or TLS. Behaviours count, so each has one of its own. */
export const at =
  (behaviour: () => Behaviour, options: PeerOptions = {}) =>
  (): Promise<Station> =>
    Peer.listen(behaviour(), options);

const ignore = (): void => {};

/** These requests together, each so many ms. What becomes of them shows in the transitions: failures are the point here. */
export const asking =
  (everyMs: number, ...texts: readonly string[]): Traffic =>
  async (link, signal) => {
    while (!signal.aborted) {
      await Promise.all(texts.map((text) => link.request(Buffer.from(text), { signal }).catch(ignore)));
      await pause(everyMs, null, { signal }).catch(ignore);
    }
  };

/** As `asking`, and takes what comes unasked meanwhile. */
export const talking =
  (everyMs: number, ...texts: readonly string[]): Traffic =>
  async (link, signal) => {
    const taking = async (): Promise<void> => {
      while ((await link.receive({ signal })) !== undefined) continue;
    };
    await Promise.all([asking(everyMs, ...texts)(link, signal), taking().catch(ignore)]);
  };

// Quick enough for a story in five seconds; a line in earnest is served by the defaults.
const beat = { every: '500ms', timeout: '300ms', misses: 2 } as const;

export const common = {
  exchange: { mode: 'sync', timeout: '1s' },
  // stableAfter: at least every + (misses + 1) × timeout of the heartbeat.
  reconnect: { first: '200ms', max: '2s', stableAfter: '1400ms' },
  // So that a peer that happens to be silent does not hold up the end of the demo.
  closeTimeout: '300ms',
} as const;

export const byLength = { ...common, framing: 'uint:4', heartbeat: { ...beat, send: 'empty' } } as const;

export const byLine = {
  ...common,
  framing: 'line',
  heartbeat: { ...beat, send: { text: 'PING' }, expect: { text: 'PONG' } },
} as const;

/** Where a message carries a message: a datagram, a WebSocket's. */
export const byMessage = {
  ...common,
  framing: 'read-once',
  heartbeat: { ...beat, send: { text: 'ping' }, expect: { text: 'pong' } },
} as const;
