/**
 * What is done to one link on purpose, to see how it bears it. At most one trouble at a time lasts, and each ends by itself.
 * It says nothing of how the link takes it: that is in the link's own records.
 */
import { assign, setup } from 'xstate';

export interface ChaosContext {
  /** How long the present trouble lasts, or the last one did, ms. */
  readonly lasts: number;
  /** Added each way while delayed, ms. */
  readonly ms: number;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

export type ChaosEvent =
  /** Reset the present sockets. */
  | At<'drop'>
  /** Ask each peer whether it lives. */
  | At<'probe'>
  | At<'black-hole', { readonly lasts: number }>
  | At<'delay', { readonly lasts: number; readonly ms: number }>
  | At<'refuse', { readonly lasts: number }>
  | At<'heal'>
  /** The link is gone. */
  | At<'end'>;

export type ChaosInput = Readonly<Record<string, never>>;

const effect = (): void => {};

export const chaosMachine = setup({
  types: {} as { context: ChaosContext; events: ChaosEvent; input: ChaosInput },
  delays: { lasts: ({ context }) => context.lasts },
  actions: {
    bounded: assign({ lasts: ({ context, event }) => ('lasts' in event ? event.lasts : context.lasts) }),
    slowed: assign({ ms: ({ context, event }) => ('ms' in event ? event.ms : context.ms) }),

    reset: effect, // end the sockets that are open, or about to be, as a peer's reset would
    ask: effect, // each line that may, probes now
    hold: effect, // nothing passes, either way
    slow: effect, // all that passes takes `ms` more, each way
    refuse: effect, // each dial fails at once
    lift: effect, // all passes again, and what was held goes on first
  },
}).createMachine({
  id: 'chaos',
  version: '1',
  context: { lasts: 0, ms: 0 },
  initial: 'idle',
  on: {
    drop: { actions: 'reset' },
    probe: { actions: 'ask' },
    // One that lasts already gives way, and a like one lasts anew.
    'black-hole': { target: '.black-holed', actions: 'bounded' },
    delay: { target: '.delayed', actions: ['bounded', 'slowed'] },
    refuse: { target: '.refusing', actions: 'bounded' },
    end: '.ended',
  },
  states: {
    idle: {},
    'black-holed': { entry: 'hold', exit: 'lift', on: { heal: 'idle' }, after: { lasts: 'idle' } },
    delayed: { entry: 'slow', exit: 'lift', on: { heal: 'idle' }, after: { lasts: 'idle' } },
    refusing: { entry: 'refuse', exit: 'lift', on: { heal: 'idle' }, after: { lasts: 'idle' } },
    ended: { type: 'final' },
  },
});
