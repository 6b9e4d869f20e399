/** A session's transitions, as its listener records them. */
import type { SessionEvent } from '../../machines/session.ts';
import type { Step } from '../actor/actor.ts';
import { causeOf } from '../connection/causes.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { WireFacts } from '../contract/transport.ts';

/** A session has one socket in its life. */
const EPOCH = 1;

export const stepFacts = (
  connection: string,
  chart: string,
  { from, event, to, guards, effects, timer }: Step<{ readonly type: string }, object>,
): RecordFacts => {
  const facts = { connection, epoch: EPOCH, chart, from, event, to, effects, cause: causeOf(event.type, timer) };
  return guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') };
};

export const crashFacts = (connection: string, state: string, at: number, error: unknown): RecordFacts => ({
  connection,
  epoch: EPOCH,
  chart: 'session',
  from: state,
  event: { type: 'crash', at, error: error instanceof Error ? error.message : String(error) },
  to: state,
  effects: [],
  cause: 'crash',
});

/** To ask the chart with; it reads no time there. */
export const ASKED = { request: { type: 'request', at: 0 }, post: { type: 'post', at: 0 } } as const;

/** What the chart is told of a socket that carries bytes now. */
export const openedAt = (at: number, { local, remote, keepalive, tls }: WireFacts): SessionEvent => ({
  type: 'opened',
  at,
  local,
  remote,
  ...(keepalive === null ? {} : { keepalive: keepalive.known.idle }),
  ...(tls?.peer === undefined ? {} : { peer: tls.peer.subject }),
});
