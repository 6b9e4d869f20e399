/**
 * A place where clients call: bind it, take them in or turn them away, bind it again when it was taken, end in order. Its
 * sessions have charts of their own.
 */
import { assign, setup } from 'xstate';

/** Durations in ms. */
export interface ListenerPolicy {
  /** Sessions at once, and from one address. */
  readonly max: number;
  readonly perAddress: number;
  /** When full, the session that was silent for longest makes room. */
  readonly evicts: boolean;
  readonly bindTimeout: number;
  readonly rebind: Readonly<{ first: number; factor: number; max: number }>;
}

export interface ListenerContext {
  readonly policy: ListenerPolicy;
  /** Sessions that hold a socket. */
  readonly sessions: number;
  /** Clean-ups of the user's that are not done, of sessions that are gone. */
  readonly cleaning: number;
  /** Bindings that failed in a row. */
  readonly attempts: number;
  /** The most that closing may take. */
  readonly drainTimeout: number;
  /** What keeps it from listening, or the last thing that did. */
  readonly loss: string | null;
  /** Why it is down. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

// prettier-ignore
export type ListenerEvent =
  | At<'start'> | At<'bound', { readonly address: string }>
  /** `fatal`: no later attempt could go better. */
  | At<'unbound', { readonly reason: string; readonly detail?: string; readonly fatal?: boolean }>
  /** `here`: sessions from this address already. */
  | At<'called', { readonly remote: string; readonly here: number }>
  /** One caller could not be taken in by the system. */
  | At<'missed', { readonly reason: string; readonly detail?: string }>
  /** A session holds no socket any more. `cleans`: its clean-up goes on, and ends with `cleaned`. */
  | At<'left', { readonly cleans?: boolean }> | At<'cleaned'>
  | At<'close', { readonly within?: number }> | At<'halt'> | At<'destroy', { readonly reason?: string }>
  | At<'over', { readonly reason: string }>;

export interface ListenerInput {
  readonly policy: ListenerPolicy;
  readonly drainTimeout: number;
}

const addressFull = (c: ListenerContext, event: ListenerEvent): boolean =>
  event.type === 'called' && event.here >= c.policy.perAddress;
const full = (c: ListenerContext): boolean => c.sessions >= c.policy.max;
const effect = (): void => {};

export const listenerMachine = setup({
  types: {} as { context: ListenerContext; events: ListenerEvent; input: ListenerInput },
  guards: {
    evictsNeighbour: ({ context, event }) => addressFull(context, event) && context.policy.evicts,
    addressFull: ({ context, event }) => addressFull(context, event),
    evicts: ({ context }) => full(context) && context.policy.evicts,
    full: ({ context }) => full(context),
    empty: ({ context }) => context.sessions === 0 && context.cleaning === 0,
    fatal: ({ event }) => event.type === 'unbound' && event.fatal === true,
  },
  delays: {
    bindTimeout: ({ context }) => context.policy.bindTimeout,
    drainTimeout: ({ context }) => context.drainTimeout,
    backoff: ({ context: { policy, attempts } }) =>
      Math.min(policy.rebind.max, policy.rebind.first * policy.rebind.factor ** (attempts - 1)),
  },
  actions: {
    fresh: assign({ reason: null, loss: null, attempts: 0, sessions: 0, cleaning: 0 }),
    settled: assign({ attempts: 0 }),
    counted: assign({ sessions: ({ context }) => context.sessions + 1 }),
    discounted: assign({
      sessions: ({ context }) => context.sessions - 1,
      cleaning: ({ context, event }) => context.cleaning + (event.type === 'left' && event.cleans === true ? 1 : 0),
    }),
    tidied: assign({ cleaning: ({ context }) => context.cleaning - 1 }),
    failedOnce: assign({
      attempts: ({ context }) => context.attempts + 1,
      loss: ({ event }) => ('reason' in event ? event.reason : undefined) ?? 'bind-timeout',
    }),
    failedBy: assign({ reason: ({ event }) => ('reason' in event ? event.reason : undefined) ?? event.type }),
    because: assign({ reason: (_, params: { reason: string }) => params.reason }),
    within: assign({
      drainTimeout: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.drainTimeout,
    }),

    /** Listen at its place; there may be nothing to give up first. */
    bind: effect,
    /** Stop listening; what was taken in stays. */
    unbind: effect,
    /** This caller becomes a session. */
    admit: effect,
    /** This caller is turned away. */
    refuse: effect,
    /** End the session that was silent for longest. */
    evict: effect,
    /** The same, among those from the address of this caller. */
    evictNeighbour: effect,
    /** Tell the user that a caller could not be taken in. */
    lament: effect,
    /** Close each session once what it owes is answered. */
    drain: effect,
    /** Destroy what is left of the sessions. */
    shut: effect,
    /** Tell the supervisor how this life ended. */
    report: effect,
  },
}).createMachine(
  // A table, a line for each transition.
  // prettier-ignore
  {
    id: 'listener',
    version: '1',
    context: ({ input: { policy, drainTimeout } }) => ({ policy, sessions: 0, cleaning: 0, attempts: 0, drainTimeout, loss: null, reason: null }),
    initial: 'down',
    states: {
      down: { on: { start: { target: 'open', actions: 'fresh' }, over: { target: 'closed', actions: 'failedBy' } } },

      open: {
        initial: 'binding',
        on: {
          left: { actions: 'discounted' },
          cleaned: { actions: 'tidied' },
          close: { target: 'closing', actions: ['within', { type: 'because', params: { reason: 'stopped' } }] },
          halt: { target: 'closing', actions: { type: 'because', params: { reason: 'halted' } } },
          destroy: { target: 'down', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'unbind', 'shut', 'report'] },
          unbound: [
            { guard: 'fatal', target: 'down', actions: ['failedBy', 'unbind', 'shut', 'report'] },
            { target: '.backing-off', actions: ['failedOnce', 'unbind'] },
          ],
        },
        states: {
          binding: {
            entry: 'bind',
            on: { bound: { target: 'listening', actions: 'settled' } },
            after: { bindTimeout: { target: 'backing-off', actions: ['failedOnce', 'unbind'] } },
          },
          listening: {
            on: {
              called: [
                { guard: 'evictsNeighbour', actions: ['counted', 'evictNeighbour', 'admit'] },
                { guard: 'addressFull', actions: 'refuse' },
                { guard: 'evicts', actions: ['counted', 'evict', 'admit'] },
                { guard: 'full', actions: 'refuse' },
                { actions: ['counted', 'admit'] },
              ],
              missed: { actions: 'lament' },
            },
          },
          'backing-off': { after: { backoff: 'binding' } },
        },
      },

      closing: {
        entry: ['unbind', 'drain'],
        always: { guard: 'empty', target: 'down', actions: ['shut', 'report'] },
        on: {
          left: { actions: 'discounted' },
          cleaned: { actions: 'tidied' },
          close: { target: 'closing', reenter: true, actions: ['within', { type: 'because', params: { reason: 'stopped' } }] },
          destroy: { target: 'down', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'shut', 'report'] },
        },
        after: { drainTimeout: { target: 'down', actions: [{ type: 'because', params: { reason: 'drain-timeout' } }, 'shut', 'report'] } },
      },

      closed: { type: 'final' },
    },
  },
);
