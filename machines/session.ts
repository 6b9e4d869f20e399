/**
 * One session's life, the server's side of a connection: greet, answer, ask, watch for silence, end. It never dials.
 *
 * The rules are those of `connection.ts`: a wait is an `after` on the state whose life it measures, and whatever comes in
 * enters `listening` anew. What differs: a session ends by its first loss, and what its client asks is owed an answer.
 */
import { assign, setup } from 'xstate';

/** What a session is told once and keeps. Durations in ms; `null` means that there is no such limit. */
export interface SessionPolicy {
  /** Only order ties a reply to its request (modes sync and pipeline). */
  readonly ordered: boolean;
  /** Requests of ours in flight at once; sync: 1. */
  readonly window: number;
  /** A handshake of the user's own stands between the opened socket and the session. */
  readonly greets: boolean;
  /** For TLS and the handshake together. */
  readonly handshake: number;
  readonly closeTimeout: number;
  readonly drainTimeout: number;
  /** `listenOnly`: the client sends the heartbeats, so silence is a verdict and not a reason to probe. */
  readonly heartbeat: Readonly<{ every: number; timeout: number; misses: number; listenOnly: boolean }> | null;
  /** Without an exchange; heartbeats do not extend it. */
  readonly idle: number | null;
  /** Heartbeats taken within one second. */
  readonly heartbeats: number;
  /** What the client says unasked is a request, and is owed an answer. */
  readonly answers: boolean;
}

export interface SessionContext {
  readonly policy: SessionPolicy;
  /** Requests of ours written and not yet settled. */
  readonly pending: number;
  /** The client's requests that are being answered. */
  readonly serving: number;
  /** Probes unanswered in a row. */
  readonly misses: number;
  /** Our own reader has stopped the socket: silence proves nothing. */
  readonly paused: boolean;
  /** When the last exchange ended. */
  readonly idleSince: number;
  /** Heartbeats of the client within the second that began at `beatsSince`. */
  readonly beats: number;
  readonly beatsSince: number;
  /** The caller's own limit for draining. */
  readonly drainFor: number | null;
  /** How the socket went. */
  readonly loss: string | null;
  /** Why this session ends. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

/** Facts from the wire and the ring, and commands from the owner. */
// prettier-ignore
export type SessionEvent =
  | At<'opened', { readonly local?: string; readonly remote?: string; readonly keepalive?: number; readonly peer?: string }> | At<'ready'>
  | At<'rejected', { readonly reason?: string; readonly side?: string; readonly detail?: string }>
  | At<'lost', { readonly reason: string; readonly side?: string; readonly detail?: string }> | At<'ended'> | At<'closed'>
  | At<'malformed', { readonly reason: string; readonly offset?: number }>
  | At<'request'> | At<'post'> | At<'replied'> | At<'received', { readonly kind?: string }>
  | At<'reply-timeout'> | At<'abandoned'> | At<'served'> | At<'unserved', { readonly reason: string }>
  | At<'paused'> | At<'resumed'> | At<'stalled', { readonly ms?: number }>
  | At<'close', { readonly reason?: string; readonly within?: number }> | At<'destroy', { readonly reason?: string }>;

export interface SessionInput {
  readonly policy: SessionPolicy;
}

/** The longest delay a plain timer takes. A delay that is off has this value, and its transition is guarded as well. */
const NEVER = 2 ** 31 - 1;
/** Heartbeats are counted by the second. */
const SECOND = 1_000;

/** Signs of life that the transport answers, such as a WebSocket's pings, cost as much as those that we answer. */
const beats: ReadonlySet<string | undefined> = new Set(['asked', 'heartbeat', 'life']);
const isBeat = (event: SessionEvent): boolean => event.type === 'received' && beats.has(event.kind);
const isFresh = (c: SessionContext, event: SessionEvent): boolean => event.at - c.beatsSince >= SECOND;
const room = (c: SessionContext): boolean => c.pending < c.policy.window;
const owes = (c: SessionContext): boolean => c.pending + c.serving > 0;
/** In ordered modes a probe must not stand between a request and its reply, on either side. */
const mayJudge = (c: SessionContext): boolean =>
  c.policy.heartbeat !== null && !c.paused && !(c.policy.ordered && owes(c));
/** Performed by the session actor, which knows it by name. */
const effect = (): void => {};

export const sessionMachine = setup({
  types: {} as { context: SessionContext; events: SessionEvent; input: SessionInput },
  guards: {
    greets: ({ context }) => context.policy.greets,
    atRest: ({ context }) => !owes(context),
    somePending: ({ context }) => context.pending > 0,
    lastReply: ({ context }) => context.pending === 1 && context.serving === 0,
    lastReplyByKey: ({ context }) => !context.policy.ordered && context.pending === 1 && context.serving === 0,
    lastAnswer: ({ context }) => context.pending === 0 && context.serving === 1,
    someServed: ({ context }) => context.serving > 0,
    hasRoom: ({ context }) => room(context),
    hasRoomByKey: ({ context }) => !context.policy.ordered && room(context),
    owedByOrder: ({ context }) => context.policy.ordered && context.pending > 0,
    owedByKey: ({ context }) => !context.policy.ordered && context.pending > 0,
    mayProbe: ({ context }) => mayJudge(context) && context.policy.heartbeat?.listenOnly === false,
    overdue: ({ context }) => mayJudge(context) && context.policy.heartbeat?.listenOnly === true,
    missesLeft: ({ context }) => context.misses + 1 < (context.policy.heartbeat?.misses ?? 1),
    idleLimited: ({ context }) => context.policy.idle !== null,
    asks: ({ context, event }) => context.policy.answers && event.type === 'received' && event.kind === 'message',
    floods: ({ context, event }) =>
      isBeat(event) && !isFresh(context, event) && context.beats >= context.policy.heartbeats,
  },
  delays: {
    handshake: ({ context }) => context.policy.handshake,
    closeTimeout: ({ context }) => context.policy.closeTimeout,
    drainTimeout: ({ context }) => context.drainFor ?? context.policy.drainTimeout,
    silence: ({ context: { policy } }) => {
      const beat = policy.heartbeat;
      if (beat === null) return NEVER;
      return beat.listenOnly ? beat.every + beat.misses * beat.timeout : beat.every;
    },
    probeTimeout: ({ context }) => context.policy.heartbeat?.timeout ?? NEVER,
    // What is left since the last exchange: a visit to probing, or a heartbeat, must not start it anew.
    idle: ({ context: { policy, idleSince }, event }) =>
      policy.idle === null ? NEVER : Math.max(0, idleSince + policy.idle - event.at),
  },
  actions: {
    up: assign({ idleSince: ({ event }) => event.at }),
    sent: assign({ pending: ({ context }) => context.pending + 1 }),
    posted: assign({ idleSince: ({ event }) => event.at }),
    answered: assign({ pending: ({ context }) => context.pending - 1, misses: 0, idleSince: ({ event }) => event.at }),
    expired: assign({ pending: ({ context }) => context.pending - 1, idleSince: ({ event }) => event.at }),
    asked: assign({ serving: ({ context }) => context.serving + 1 }),
    served: assign({ serving: ({ context }) => context.serving - 1, idleSince: ({ event }) => event.at }),
    heard: assign({
      misses: 0,
      idleSince: ({ context, event }) =>
        event.type === 'received' && event.kind === 'message' ? event.at : context.idleSince,
      beats: ({ context, event }) => {
        if (!isBeat(event)) return context.beats;
        return isFresh(context, event) ? 1 : context.beats + 1;
      },
      beatsSince: ({ context, event }) => (isBeat(event) && isFresh(context, event) ? event.at : context.beatsSince),
    }),
    forgive: assign({ misses: 0 }),
    missed: assign({ misses: ({ context }) => context.misses + 1 }),
    pause: assign({ paused: true }),
    resume: assign({ paused: false, misses: 0 }),
    lostBy: assign({ loss: ({ event }) => ('reason' in event && event.reason) || event.type }),
    failed: assign({ loss: (_, params: { loss: string }) => params.loss }),
    because: assign({ reason: (_, params: { reason: string }) => params.reason }),
    /** It ends by its loss, which is then its reason too. */
    fallen: assign({ reason: ({ context }) => context.reason ?? context.loss }),
    told: assign({
      reason: ({ context, event }, params: { reason: string }) =>
        context.reason ?? ('reason' in event ? event.reason : undefined) ?? params.reason,
      drainFor: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.drainFor,
    }),

    drop: effect, // destroy the socket, settle what is pending as `unknown`
    greet: effect, // run the handshake
    welcome: effect, // the client is on line
    transmit: effect, // this request or post goes out
    deliver: effect, // this reply to its owner
    accept: effect, // inbound that is nobody's reply: what the client asks, a heartbeat, late, unknown, a piece
    serve: effect, // have the user answer it
    expire: effect, // tell this request's owner that time ran out
    pull: effect, // there may be room: take what waits
    defer: effect, // no room now: back to what waits
    probe: effect, // send a heartbeat and hold a place for its answer
    end: effect, // flush, then FIN
  },
}).createMachine(
  // A table, a line for each transition.
  // prettier-ignore
  {
    id: 'session',
    version: '1',
    context: ({ input: { policy } }) => ({
      policy, pending: 0, serving: 0, misses: 0, paused: false, idleSince: 0, beats: 0, beatsSince: 0, drainFor: null, loss: null, reason: null,
    }),
    initial: 'entering',
    on: {
      request: { actions: 'defer' }, post: { actions: 'defer' },
      destroy: { target: '.dead', actions: { type: 'told', params: { reason: 'destroyed' } } },
      lost: { target: '.dead', actions: 'lostBy' },
      malformed: { target: '.dead', actions: 'lostBy' },
      // An answer that never came, or that the client does not read.
      unserved: { target: '.dead', actions: 'lostBy' },
    },
    states: {
      entering: {
        initial: 'opening',
        on: {
          ended: { target: 'dead', actions: 'lostBy' },
          rejected: { target: 'dead', actions: ['lostBy', { type: 'because', params: { reason: 'rejected' } }] },
          close: { target: 'dead', actions: { type: 'told', params: { reason: 'stopped' } } },
        },
        after: { handshake: { target: 'dead', actions: { type: 'failed', params: { loss: 'handshake-timeout' } } } },
        states: {
          opening: { on: { opened: [{ guard: 'greets', target: 'handshaking' }, { target: '#session.online', actions: 'up' }] } },
          handshaking: { entry: 'greet', on: { ready: { target: '#session.online', actions: 'up' } } },
        },
      },

      online: {
        initial: 'listening',
        entry: 'welcome',
        on: {
          // Inbound of any kind enters `listening` anew, and so restarts `silence`; nothing else does.
          replied: [
            { guard: 'lastReply', target: '.listening.idle', actions: ['answered', 'deliver'] },
            { guard: 'somePending', target: '.listening.busy', actions: ['answered', 'deliver'] },
          ],
          received: [
            { guard: 'floods', target: 'dead', actions: { type: 'failed', params: { loss: 'flooded' } } },
            { guard: 'asks', target: '.listening.busy', actions: ['heard', 'asked', 'accept', 'serve'] },
            { guard: 'atRest', target: '.listening.idle', actions: ['heard', 'accept'] },
            { target: '.listening.busy', actions: ['heard', 'accept'] },
          ],
          paused: [{ guard: 'atRest', target: '.listening.idle', actions: 'pause' }, { target: '.listening.busy', actions: 'pause' }],
          resumed: [{ guard: 'atRest', target: '.listening.idle', actions: 'resume' }, { target: '.listening.busy', actions: 'resume' }],
          // This process slept, so silence proves nothing: ask before judging.
          stalled: [
            { guard: 'mayProbe', target: '.probing', actions: 'forgive' },
            { guard: 'atRest', target: '.listening.idle', actions: 'forgive' },
            { target: '.listening.busy', actions: 'forgive' },
          ],
          // The client sends no more; what it asked is still answered.
          ended: { target: 'closing', actions: { type: 'told', params: { reason: 'ended' } } },
          close: { target: 'closing', actions: { type: 'told', params: { reason: 'stopped' } } },
        },
        states: {
          listening: {
            initial: 'idle',
            entry: 'pull',
            after: {
              silence: [
                { guard: 'mayProbe', target: 'probing' },
                { guard: 'overdue', target: '#session.dead', actions: { type: 'failed', params: { loss: 'heartbeat' } } },
              ],
            },
            states: {
              idle: {
                on: {
                  request: { target: 'busy', actions: ['sent', 'transmit'] },
                  post: { target: 'idle', reenter: true, actions: ['posted', 'transmit'] },
                },
                after: { idle: { guard: 'idleLimited', target: '#session.closing', actions: { type: 'because', params: { reason: 'idle' } } } },
              },
              busy: {
                on: {
                  request: { guard: 'hasRoom', actions: ['sent', 'transmit'] },
                  post: { actions: ['posted', 'transmit'] },
                  served: [
                    // Silence was no verdict meanwhile: it is measured anew.
                    { guard: 'lastAnswer', target: '#session.online.listening', reenter: true, actions: 'served' },
                    { guard: 'someServed', actions: 'served' },
                  ],
                  'reply-timeout': [
                    { guard: 'owedByOrder', target: '#session.dead', actions: ['expire', { type: 'failed', params: { loss: 'reply-timeout' } }] },
                    { guard: 'lastReply', target: 'idle', actions: ['expired', 'expire', 'pull'] },
                    { guard: 'somePending', actions: ['expired', 'expire', 'pull'] },
                  ],
                  abandoned: [
                    { guard: 'lastReplyByKey', target: 'idle', actions: ['expired', 'pull'] },
                    { guard: 'owedByKey', actions: ['expired', 'pull'] },
                  ],
                },
              },
            },
          },
          probing: {
            entry: 'probe',
            on: {
              request: { guard: 'hasRoomByKey', actions: ['sent', 'transmit'] },
              post: { actions: ['posted', 'transmit'] },
              served: { guard: 'someServed', actions: 'served' },
              // By key only: in order, none is pending here.
              'reply-timeout': { guard: 'somePending', actions: ['expired', 'expire', 'pull'] },
              abandoned: { guard: 'somePending', actions: ['expired', 'pull'] },
            },
            after: {
              probeTimeout: [
                { guard: 'missesLeft', target: 'probing', reenter: true, actions: 'missed' },
                { target: '#session.dead', actions: { type: 'failed', params: { loss: 'heartbeat' } } },
              ],
            },
          },
        },
      },

      // Entered with its reason set; a loss on the way out does not change it.
      closing: {
        initial: 'draining',
        on: { received: [{ guard: 'floods', target: 'dead', actions: { type: 'failed', params: { loss: 'flooded' } } }, { actions: ['heard', 'accept'] }] },
        states: {
          draining: {
            always: { guard: 'atRest', target: 'ending' },
            on: {
              post: { actions: 'transmit' }, // an answer that is owed
              replied: { guard: 'somePending', actions: ['answered', 'deliver'] },
              served: { guard: 'someServed', actions: 'served' },
              'reply-timeout': [
                { guard: 'owedByOrder', target: '#session.dead', actions: ['expire', { type: 'failed', params: { loss: 'reply-timeout' } }] },
                { guard: 'somePending', actions: ['expired', 'expire'] },
              ],
              abandoned: { guard: 'owedByKey', actions: 'expired' },
              close: { target: 'draining', reenter: true, actions: { type: 'told', params: { reason: 'stopped' } } },
            },
            after: { drainTimeout: { target: '#session.dead', actions: { type: 'failed', params: { loss: 'drain-timeout' } } } },
          },
          ending: {
            entry: 'end',
            on: { closed: '#session.dead' },
            after: { closeTimeout: { target: '#session.dead', actions: { type: 'failed', params: { loss: 'close-timeout' } } } },
          },
        },
      },

      dead: { type: 'final', entry: ['fallen', 'drop'] },
    },
  },
);
