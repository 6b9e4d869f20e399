/**
 * A link's circuit breaker: after so many exchanges failed in a row, callers are told at once for a while; then one is let
 * through to try. It counts exchanges; how often a line is dialled is the connection's own backoff.
 */
import { assign, setup } from 'xstate';

export interface BreakerInput {
  /** Exchanges that fail in a row and open it. */
  readonly failures: number;
  /** How long it stays open before one is let through, ms. */
  readonly openFor: number;
}

export interface BreakerContext extends BreakerInput {
  /** Failed in a row. */
  readonly failed: number;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

export type BreakerEvent =
  /** May this exchange go ahead? */
  | At<'ask'>
  | At<'succeeded'>
  /** `trial`: it was the one let through to try. */
  | At<'failed', { readonly trial: boolean }>
  /** It ended without telling anything of the peer: its caller gave up, or it was refused. */
  | At<'withdrawn', { readonly trial: boolean }>;

const effect = (): void => {};

export const breakerMachine = setup({
  types: {} as { context: BreakerContext; events: BreakerEvent; input: BreakerInput },
  guards: {
    last: ({ context }) => context.failed + 1 >= context.failures,
    someFailed: ({ context }) => context.failed > 0,
    isTrial: ({ event }) => 'trial' in event && event.trial,
  },
  delays: { openFor: ({ context }) => context.openFor },
  actions: {
    counted: assign({ failed: ({ context }) => context.failed + 1 }),
    cleared: assign({ failed: 0 }),
    admit: effect, // this exchange goes ahead
    try: effect, // this exchange goes ahead, and decides
    refuse: effect, // its caller is told at once that nothing was sent
  },
}).createMachine({
  id: 'breaker',
  version: '1',
  context: ({ input: { failures, openFor } }) => ({ failures, openFor, failed: 0 }),
  initial: 'closed',
  states: {
    closed: {
      on: {
        ask: { actions: 'admit' },
        succeeded: { guard: 'someFailed', actions: 'cleared' },
        failed: [{ guard: 'last', target: 'open', actions: 'counted' }, { actions: 'counted' }],
      },
    },
    // What was let through before still comes to its end here: it changes nothing, unless it shows that the peer is well.
    open: {
      on: { ask: { actions: 'refuse' }, succeeded: { target: 'closed', actions: 'cleared' } },
      after: { openFor: 'half-open' },
    },
    'half-open': {
      initial: 'waiting',
      on: { succeeded: { target: 'closed', actions: 'cleared' }, failed: { guard: 'isTrial', target: 'open' } },
      states: {
        waiting: { on: { ask: { target: 'trying', actions: 'try' } } },
        trying: { on: { ask: { actions: 'refuse' }, withdrawn: { guard: 'isTrial', target: 'waiting' } } },
      },
    },
  },
});
