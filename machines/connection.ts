/**
 * One connection's life: dial, greet, exchange, watch for silence, lose, redial, end.
 *
 * Plain data in, named effects out: no I/O, no clock, no chance of its own. Every event carries `at`, monotonic
 * milliseconds. The rule behind the nesting: a wait is an `after` on the state whose life it measures; what must
 * survive a move sits on the parent, what the move must start anew sits on the child.
 */
import { assign, setup } from 'xstate';

/** Of one line, ms; `null`: no such limit. `maxExchanges` of a short lifecycle is 1, with `reconnect.attempts` 0. */
export type Limits = Readonly<Record<'maxIdle' | 'maxAge' | 'maxExchanges', number | null>>;

/** What a connection is told once and keeps. Durations in ms; `null` means that there is no such limit. */
export interface ConnectionPolicy extends Limits {
  /** Only order ties a reply to its request (modes sync and pipeline). */
  readonly ordered: boolean;
  /** Requests in flight at once; sync: 1. */
  readonly window: number;
  /** A handshake stands between the opened socket and the ready line. */
  readonly greets: boolean;
  /** The user's onLost hook must settle before the next dial. */
  readonly cleans: boolean;
  /** Addresses to try, in order; a whole round is one attempt. */
  readonly targets: number;
  readonly connectTimeout: number;
  readonly closeTimeout: number;
  readonly drainTimeout: number;
  readonly cleanTimeout: number;
  /** `listenOnly`: the peer sends the heartbeats, so silence is a verdict and not a reason to probe. */
  readonly heartbeat: Readonly<{ every: number; timeout: number; misses: number; listenOnly: boolean }> | null;
  // prettier-ignore
  readonly reconnect: Readonly<{ first: number; factor: number; max: number; jitter: number; attempts: number | null; stableAfter: number }>;
}

/** Its limits are the policy's, or those that the peer told in its log-on where they are stricter. */
export interface ConnectionContext extends Limits {
  readonly policy: ConnectionPolicy;
  /** Requests written and not yet settled: the ring's requests. */
  readonly pending: number;
  /** Requests and posts written on this socket. */
  readonly exchanges: number;
  /** Probes unanswered in a row. */
  readonly misses: number;
  /** Redials since the line was last good. */
  readonly attempts: number;
  /** Which address of the list. */
  readonly target: number;
  /** Our own reader has stopped the socket: silence proves nothing. */
  readonly paused: boolean;
  /** When the last exchange ended. */
  readonly idleSince: number;
  /** The caller's own limit for draining. */
  readonly drainFor: number | null;
  /** Chance comes in once, by input; from then on it is arithmetic, so that a log replays. */
  readonly seed: number;
  /** How the last socket went. */
  readonly loss: string | null;
  /** Why this connection ends. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

/** Facts from the wire and the ring, and commands from the owner. `ready` tells the peer's limits, made ours. */
// prettier-ignore
export type ConnectionEvent =
  | At<'turn'> | At<'opened', { readonly local?: string; readonly remote?: string; readonly keepalive?: number }> | At<'ready', Partial<Limits>>
  | At<'rejected', { readonly reason?: string; readonly side?: string; readonly detail?: string }>
  | At<'lost', { readonly reason: string; readonly side?: string; readonly detail?: string }> | At<'ended'>
  | At<'malformed', { readonly reason: string; readonly offset?: number }> | At<'cleaned'>
  | At<'request'> | At<'post'> | At<'replied'> | At<'received', { readonly kind?: string }>
  | At<'reply-timeout'> | At<'abandoned'> | At<'paused'> | At<'resumed'> | At<'stalled', { readonly ms?: number }>
  | At<'close', { readonly reason?: string; readonly within?: number }> | At<'redial'> | At<'destroy', { readonly reason?: string }>;

export interface ConnectionInput {
  readonly policy: ConnectionPolicy;
  /** Any integer; the source of this connection's jitter. */
  readonly seed: number;
}

/** The longest delay a plain timer takes. A delay that is off has this value, and its transition is guarded as well. */
export const NEVER = 2 ** 31 - 1;

const step = (seed: number): number => (Math.imul(seed, 1664525) + 1013904223) >>> 0;
/** A factor in 1 ± share. The seed's bits are mixed, lest neighbouring seeds draw neighbouring numbers. */
const spread = (seed: number, share: number): number => {
  const half = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return 1 + share * (((whole ^ (whole >>> 16)) >>> 0) / 2 ** 31 - 1);
};
/** The stricter of our own limit and what the peer told in its log-on. */
const limit = ({ policy }: ConnectionContext, event: ConnectionEvent, name: keyof Limits): number | null => {
  const told = event.type === 'ready' ? event[name] : null;
  return told === undefined || told === null ? policy[name] : Math.min(policy[name] ?? told, told);
};
const used = (c: ConnectionContext): boolean => c.maxExchanges !== null && c.exchanges >= c.maxExchanges;
const room = (c: ConnectionContext): boolean => c.pending < c.policy.window && !used(c);
/** In ordered modes a probe must not stand between a request and its reply: there the reply's own limit is the verdict. */
const mayJudge = (c: ConnectionContext): boolean =>
  c.policy.heartbeat !== null && !c.paused && !(c.policy.ordered && c.pending > 0);
/** Performed by the connection actor, which knows it by name. */
const effect = (): void => {};

export const connectionMachine = setup({
  types: {} as { context: ConnectionContext; events: ConnectionEvent; input: ConnectionInput },
  guards: {
    greets: ({ context }) => context.policy.greets,
    anotherTarget: ({ context }) => context.target + 1 < context.policy.targets,
    gaveUp: ({ context: { policy, attempts } }) =>
      policy.reconnect.attempts !== null && attempts > policy.reconnect.attempts,
    nothingToClean: ({ context }) => !context.policy.cleans,
    redialled: ({ context }) => context.attempts === 0,
    nonePending: ({ context }) => context.pending === 0,
    somePending: ({ context }) => context.pending > 0,
    last: ({ context }) => context.pending === 1,
    spent: ({ context }) => context.pending === 0 && used(context),
    hasRoom: ({ context }) => room(context),
    hasRoomByKey: ({ context }) => !context.policy.ordered && room(context),
    mayPost: ({ context }) => !used(context),
    byOrder: ({ context }) => context.policy.ordered,
    byKey: ({ context }) => !context.policy.ordered,
    lastByKey: ({ context }) => !context.policy.ordered && context.pending === 1,
    mayProbe: ({ context }) => mayJudge(context) && context.policy.heartbeat?.listenOnly === false,
    overdue: ({ context }) => mayJudge(context) && context.policy.heartbeat?.listenOnly === true,
    missesLeft: ({ context }) => context.misses + 1 < (context.policy.heartbeat?.misses ?? 1),
    idleLimited: ({ context }) => context.maxIdle !== null,
    ageLimited: ({ context }) => context.maxAge !== null,
    ageLimitedAtRest: ({ context }) => context.maxAge !== null && context.pending === 0,
  },
  delays: {
    connectTimeout: ({ context }) => context.policy.connectTimeout,
    closeTimeout: ({ context }) => context.policy.closeTimeout,
    drainTimeout: ({ context }) => context.drainFor ?? context.policy.drainTimeout,
    cleanTimeout: ({ context }) => context.policy.cleanTimeout,
    silence: ({ context: { policy } }) => {
      const beat = policy.heartbeat;
      if (beat === null) return NEVER;
      return beat.listenOnly ? beat.every + beat.misses * beat.timeout : beat.every;
    },
    probeTimeout: ({ context }) => context.policy.heartbeat?.timeout ?? NEVER,
    stableAfter: ({ context }) => context.policy.reconnect.stableAfter,
    maxAge: ({ context: { maxAge, seed } }) => (maxAge === null ? NEVER : maxAge * spread(seed, 0.1)),
    // What is left since the last exchange: a visit to probing, or mere inbound, must not start it anew.
    maxIdle: ({ context: { maxIdle, idleSince }, event }) =>
      maxIdle === null ? NEVER : Math.max(0, idleSince + maxIdle - event.at),
    // The base is capped below max by the jitter, so that no wait exceeds max.
    backoff: ({ context: { policy, attempts, seed } }) => {
      const { first, factor, max, jitter } = policy.reconnect;
      return Math.min(max / (1 + jitter), first * factor ** (attempts - 1)) * spread(seed, jitter);
    },
  },
  actions: {
    // prettier-ignore
    up: assign({ exchanges: 0, misses: 0, paused: false, loss: null, idleSince: ({ event }) => event.at, seed: ({ context }) => step(context.seed) }),
    // prettier-ignore
    limited: assign({ maxIdle: ({ context, event }) => limit(context, event, 'maxIdle'), maxAge: ({ context, event }) => limit(context, event, 'maxAge'), maxExchanges: ({ context, event }) => limit(context, event, 'maxExchanges') }),
    nextTarget: assign({ target: ({ context }) => context.target + 1 }),
    sent: assign({ pending: ({ context }) => context.pending + 1, exchanges: ({ context }) => context.exchanges + 1 }),
    posted: assign({ exchanges: ({ context }) => context.exchanges + 1, idleSince: ({ event }) => event.at }),
    // prettier-ignore
    answered: assign({ pending: ({ context }) => context.pending - 1, misses: 0, attempts: 0, idleSince: ({ event }) => event.at }),
    expired: assign({ pending: ({ context }) => context.pending - 1, idleSince: ({ event }) => event.at }),
    heard: assign({ misses: 0 }),
    missed: assign({ misses: ({ context }) => context.misses + 1 }),
    pause: assign({ paused: true }),
    resume: assign({ paused: false, misses: 0 }),
    settled: assign({ attempts: 0 }),
    // prettier-ignore
    retried: assign({ attempts: ({ context }) => context.attempts + 1, pending: 0, target: 0, seed: ({ context }) => step(context.seed) }),
    fresh: assign({ attempts: 0, pending: 0, target: 0 }),
    lostBy: assign({ loss: ({ event }) => ('reason' in event && event.reason) || event.type }),
    failed: assign({ loss: (_, params: { loss: string }) => params.loss }),
    because: assign({ reason: (_, params: { reason: string }) => params.reason }),
    spentBy: assign({ reason: ({ context }) => (context.policy.maxExchanges === 1 ? 'done' : 'exchanges') }),
    asked: assign({
      reason: ({ context, event }, params: { reason: string }) =>
        context.reason ?? ('reason' in event ? event.reason : undefined) ?? params.reason,
      drainFor: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.drainFor,
    }),
    giveUp: assign({ reason: ({ context }) => (context.policy.reconnect.attempts === 0 ? context.loss : 'gave-up') }),
    emptied: assign({ pending: 0 }),

    drop: effect, // destroy the socket, settle what is pending as `unknown`; there may be nothing to do
    askTurn: effect, // under the dial caps
    withdrawTurn: effect, // take back a turn that was asked for and not yet given
    returnTurn: effect, // to those who wait
    dial: effect,
    greet: effect, // run the handshake
    transmit: effect, // this request or post goes out
    deliver: effect, // this reply to its owner
    accept: effect, // inbound that is nobody's reply: message, heartbeat, late, unknown, a piece of a frame
    expire: effect, // tell this request's owner that time ran out
    pull: effect, // there may be room: take what waits in the queue
    defer: effect, // no room now: back to the queue, or refuse it when the link is closing
    probe: effect, // send a heartbeat and hold a place for its answer
    end: effect, // flush, then FIN
    clean: effect, // run the user's onLost hook, if there is one
  },
}).createMachine(
  // A table, a line for each transition.
  // prettier-ignore
  {
    id: 'connection',
    version: '1',
    context: ({ input: { policy, seed } }) => ({
      policy, pending: 0, exchanges: 0, misses: 0, attempts: 0, target: 0, paused: false, idleSince: 0, maxIdle: policy.maxIdle, maxAge: policy.maxAge, maxExchanges: policy.maxExchanges, drainFor: null, seed: seed >>> 0, loss: null, reason: null,
    }),
    initial: 'connecting',
    on: {
      request: { actions: 'defer' }, post: { actions: 'defer' },
      destroy: { target: '.dead', actions: { type: 'asked', params: { reason: 'destroyed' } } },
    },
    states: {
      connecting: {
        entry: 'drop',
        initial: 'waiting',
        on: { close: { target: 'dead', actions: { type: 'asked', params: { reason: 'stopped' } } } },
        states: {
          // Outside connectTimeout: whoever holds a turn gives it back within its own.
          waiting: { entry: 'askTurn', exit: 'withdrawTurn', on: { turn: 'attempting' } },
          attempting: {
            initial: 'dialing',
            on: {
              lost: [
                { guard: 'anotherTarget', target: '#connection.connecting', reenter: true, actions: ['lostBy', 'nextTarget'] },
                { target: '#connection.reconnecting', actions: 'lostBy' },
              ],
              ended: [
                { guard: 'anotherTarget', target: '#connection.connecting', reenter: true, actions: ['lostBy', 'nextTarget'] },
                { target: '#connection.reconnecting', actions: 'lostBy' },
              ],
              malformed: { target: '#connection.reconnecting', actions: 'lostBy' },
              rejected: { target: '#connection.dead', actions: ['lostBy', { type: 'because', params: { reason: 'rejected' } }] },
            },
            after: {
              connectTimeout: [
                { guard: 'anotherTarget', target: '#connection.connecting', reenter: true, actions: [{ type: 'failed', params: { loss: 'connect-timeout' } }, 'nextTarget'] },
                { target: '#connection.reconnecting', actions: { type: 'failed', params: { loss: 'connect-timeout' } } },
              ],
            },
            states: {
              dialing: {
                entry: ['drop', 'dial'],
                exit: 'returnTurn',
                on: { opened: [{ guard: 'greets', target: 'handshaking' }, { target: '#connection.connected', actions: 'up' }] },
              },
              handshaking: { entry: 'greet', on: { ready: { target: '#connection.connected', actions: ['up', 'limited'] } } },
            },
          },
        },
      },

      connected: {
        initial: 'listening',
        always: { guard: 'spent', target: 'closing.ending', actions: 'spentBy' }, // short: after its one exchange
        on: {
          // Inbound of any kind enters `listening` anew, and so restarts `silence`; nothing else does.
          replied: [
            { guard: 'last', target: '.listening.idle', actions: ['answered', 'deliver'] },
            { guard: 'somePending', target: '.listening.awaiting-reply', actions: ['answered', 'deliver'] },
          ],
          received: [
            { guard: 'nonePending', target: '.listening.idle', actions: ['heard', 'accept'] },
            { target: '.listening.awaiting-reply', actions: ['heard', 'accept'] },
          ],
          paused: [{ guard: 'nonePending', target: '.listening.idle', actions: 'pause' }, { target: '.listening.awaiting-reply', actions: 'pause' }],
          resumed: [{ guard: 'nonePending', target: '.listening.idle', actions: 'resume' }, { target: '.listening.awaiting-reply', actions: 'resume' }],
          // This process slept, so silence proves nothing: ask before judging.
          stalled: [
            { guard: 'mayProbe', target: '.probing', actions: 'heard' },
            { guard: 'nonePending', target: '.listening.idle', actions: 'heard' },
            { target: '.listening.awaiting-reply', actions: 'heard' },
          ],
          lost: { target: 'reconnecting', actions: 'lostBy' },
          ended: { target: 'reconnecting', actions: 'lostBy' },
          malformed: { target: 'reconnecting', actions: 'lostBy' },
          redial: { target: 'connecting', actions: [{ type: 'failed', params: { loss: 'redial' } }, 'fresh'] },
          close: [
            { guard: 'nonePending', target: 'closing.ending', actions: { type: 'asked', params: { reason: 'stopped' } } },
            { target: 'closing.draining', actions: { type: 'asked', params: { reason: 'stopped' } } },
          ],
        },
        after: {
          stableAfter: { actions: 'settled' },
          maxAge: [
            { guard: 'ageLimitedAtRest', target: 'closing.ending', actions: { type: 'because', params: { reason: 'age' } } },
            { guard: 'ageLimited', target: 'closing.draining', actions: { type: 'because', params: { reason: 'age' } } },
          ],
        },
        states: {
          listening: {
            initial: 'idle',
            entry: 'pull',
            after: {
              silence: [
                { guard: 'mayProbe', target: 'probing' },
                { guard: 'overdue', target: '#connection.reconnecting', actions: { type: 'failed', params: { loss: 'heartbeat' } } },
              ],
            },
            states: {
              idle: {
                on: {
                  request: { target: 'awaiting-reply', actions: ['sent', 'transmit'] },
                  post: { target: 'idle', reenter: true, actions: ['posted', 'transmit'] },
                },
                after: { maxIdle: { guard: 'idleLimited', target: '#connection.closing.ending', actions: { type: 'because', params: { reason: 'idle' } } } },
              },
              'awaiting-reply': {
                on: {
                  request: { guard: 'hasRoom', actions: ['sent', 'transmit'] },
                  post: { guard: 'mayPost', actions: ['posted', 'transmit'] },
                  'reply-timeout': [
                    { guard: 'byOrder', target: '#connection.reconnecting', actions: ['expire', { type: 'failed', params: { loss: 'reply-timeout' } }] },
                    { guard: 'last', target: 'idle', actions: ['expired', 'expire', 'pull'] },
                    { actions: ['expired', 'expire', 'pull'] },
                  ],
                  abandoned: [
                    { guard: 'lastByKey', target: 'idle', actions: ['expired', 'pull'] },
                    { guard: 'byKey', actions: ['expired', 'pull'] },
                  ],
                },
              },
            },
          },
          probing: {
            entry: 'probe',
            on: {
              request: { guard: 'hasRoomByKey', actions: ['sent', 'transmit'] },
              post: { guard: 'mayPost', actions: ['posted', 'transmit'] },
              // By key only: in order, none is pending here.
              'reply-timeout': { guard: 'somePending', actions: ['expired', 'expire', 'pull'] },
              abandoned: { guard: 'somePending', actions: ['expired', 'pull'] },
            },
            after: {
              probeTimeout: [
                { guard: 'missesLeft', target: 'probing', reenter: true, actions: 'missed' },
                { target: '#connection.reconnecting', actions: { type: 'failed', params: { loss: 'heartbeat' } } },
              ],
            },
          },
        },
      },

      // Entered with its reason set; a loss on the way out does not change it.
      closing: {
        initial: 'ending',
        on: {
          lost: { target: 'dead', actions: 'lostBy' },
          ended: { target: 'dead', actions: 'lostBy' },
          malformed: { target: 'dead', actions: 'lostBy' },
          received: { actions: 'accept' },
        },
        states: {
          draining: {
            on: {
              replied: [{ guard: 'last', target: 'ending', actions: ['answered', 'deliver'] }, { actions: ['answered', 'deliver'] }],
              'reply-timeout': [
                { guard: 'byOrder', target: '#connection.dead', actions: ['expire', { type: 'failed', params: { loss: 'reply-timeout' } }] },
                { guard: 'last', target: 'ending', actions: ['expired', 'expire'] },
                { actions: ['expired', 'expire'] },
              ],
              abandoned: [{ guard: 'lastByKey', target: 'ending', actions: 'expired' }, { guard: 'byKey', actions: 'expired' }],
              close: { target: 'draining', reenter: true, actions: { type: 'asked', params: { reason: 'stopped' } } },
            },
            after: { drainTimeout: { target: '#connection.dead', actions: { type: 'failed', params: { loss: 'drain-timeout' } } } },
          },
          ending: { entry: 'end', after: { closeTimeout: { target: '#connection.dead', actions: { type: 'failed', params: { loss: 'close-timeout' } } } } },
        },
      },

      reconnecting: {
        entry: ['drop', 'retried'],
        initial: 'cleaning', // after the last loss too, though nobody waits for the hook then
        always: { guard: 'gaveUp', target: 'dead', actions: 'giveUp' },
        on: { close: { target: 'dead', actions: { type: 'asked', params: { reason: 'stopped' } } } },
        states: {
          cleaning: {
            entry: 'clean',
            always: { guard: 'nothingToClean', target: 'backing-off' },
            on: {
              // `redialled` reads the count, which entering this state makes at least one.
              redial: { actions: 'fresh' },
              cleaned: [{ guard: 'redialled', target: '#connection.connecting' }, { target: 'backing-off' }],
            },
            after: { cleanTimeout: [{ guard: 'redialled', target: '#connection.connecting' }, { target: 'backing-off' }] },
          },
          'backing-off': { on: { redial: { target: '#connection.connecting', actions: 'fresh' } }, after: { backoff: '#connection.connecting' } },
        },
      },

      dead: { type: 'final', entry: ['drop', 'emptied'] },
    },
  },
);
