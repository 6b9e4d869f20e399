/** The policies under which the connection chart is explored: each kind of exchange, heartbeat and life, with small limits. */
import type { ConnectionPolicy } from '../../machines/index.ts';

const BASE: ConnectionPolicy = {
  ordered: true,
  window: 1,
  greets: false,
  cleans: false,
  targets: 1,
  connectTimeout: 10_000,
  closeTimeout: 2_000,
  drainTimeout: 15_000,
  cleanTimeout: 5_000,
  heartbeat: null,
  reconnect: { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 60_000 },
  maxIdle: null,
  maxAge: null,
  maxExchanges: null,
};

const retry = (attempts: number | null): ConnectionPolicy['reconnect'] => ({ ...BASE.reconnect, attempts });

const EXCHANGES: Readonly<Record<string, Partial<ConnectionPolicy>>> = {
  sync: { ordered: true, window: 1 },
  pipeline: { ordered: true, window: 2 },
  'duplex of one': { ordered: false, window: 1 },
  duplex: { ordered: false, window: 2 },
};

const HEARTBEATS: Readonly<Record<string, Partial<ConnectionPolicy>>> = {
  'no heartbeat': { heartbeat: null },
  'one probe': { heartbeat: { every: 20_000, timeout: 10_000, misses: 1, listenOnly: false } },
  'two probes': { heartbeat: { every: 3_000, timeout: 3_000, misses: 2, listenOnly: false } },
  responder: { heartbeat: { every: 20_000, timeout: 10_000, misses: 2, listenOnly: true } },
};

const LIVES: Readonly<Record<string, Partial<ConnectionPolicy>>> = {
  long: {},
  short: { maxExchanges: 1, greets: true, reconnect: retry(0) },
  limited: { maxIdle: 50_000, maxAge: 90_000, targets: 2, cleans: true, reconnect: retry(1) },
  counted: { maxExchanges: 2, greets: true, cleans: true },
  'logged on': { greets: true, cleans: true, maxAge: 90_000, reconnect: retry(0) },
};

export interface Named {
  readonly name: string;
  readonly policy: ConnectionPolicy;
}

export const policies: readonly Named[] = Object.entries(LIVES).flatMap(([life, a]) =>
  Object.entries(EXCHANGES).flatMap(([exchange, b]) =>
    Object.entries(HEARTBEATS).map(([heartbeat, c]) => ({
      name: `${life}, ${exchange}, ${heartbeat}`,
      policy: { ...BASE, ...a, ...b, ...c },
    })),
  ),
);
