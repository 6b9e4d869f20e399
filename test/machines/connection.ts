/** The connection chart, explored: its events, and what tells two of its contexts apart. */
import type { connectionMachine, ConnectionContext, ConnectionPolicy } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Edge, Explored, Node, Sent } from './explore.ts';

export type Chart = typeof connectionMachine;
export type ConnectionNode = Node<ConnectionContext>;
export type ConnectionEdge = Edge<ConnectionContext>;

const EVENTS: readonly Sent[] = [
  { type: 'turn' },
  { type: 'opened' },
  { type: 'ready' },
  { type: 'rejected', reason: 'bad log-on' },
  { type: 'lost', reason: 'reset' },
  { type: 'ended' },
  { type: 'malformed', reason: 'too long' },
  { type: 'cleaned' },
  { type: 'request' },
  { type: 'post' },
  { type: 'replied' },
  { type: 'received' },
  { type: 'reply-timeout' },
  { type: 'abandoned' },
  { type: 'paused' },
  { type: 'resumed' },
  { type: 'stalled' },
  { type: 'close' },
  { type: 'close', within: 7, reason: 'rotated' },
  { type: 'redial' },
  { type: 'destroy' },
];

/**
 * What guards and delays read. Of `exchanges` and `attempts` without a limit only the first step counts; of `loss` only
 * that there is one; `seed` and `idleSince` reach delays alone, which are judged on each edge.
 */
const fold = ({ policy, ...c }: ConnectionContext): string =>
  [
    c.pending,
    c.maxExchanges === null ? '' : c.exchanges,
    c.maxIdle === null,
    c.maxAge === null,
    c.maxExchanges,
    c.misses,
    policy.reconnect.attempts === null ? Math.min(c.attempts, 1) : c.attempts,
    c.target,
    c.paused,
    c.drainFor,
    c.loss === null,
    c.reason,
  ].join();

/** A peer that tells limits at its log-on; not for all policies, lest their states be too many. */
const TOLD: Sent = { type: 'ready', maxIdle: 60_000, maxAge: 80_000, maxExchanges: 2 };

const eventsFor = ({ greets, maxAge }: ConnectionPolicy): readonly Sent[] =>
  greets && maxAge !== null ? [...EVENTS, TOLD] : EVENTS;

export const exploreConnection = (machine: Chart, policy: ConnectionPolicy): Explored<ConnectionContext> =>
  explore<Chart, ConnectionContext>({
    machine,
    input: { policy, seed: 1 },
    events: eventsFor(policy),
    fold,
    limit: 1_200,
  });
