/**
 * A simplex line as one unit: a leg that only sends, a leg that only receives, or one of them alone. It is whole while each
 * leg that it has is up; each leg has a chart of its own.
 *
 * What was asked on one leg is answered on the other, so a request that waits for its reply belongs to the pair: it outlives
 * the loss of a leg, and ends by its reply or its limit.
 */
import { assign, setup } from 'xstate';

export interface SimplexInput {
  /** Which legs it has. */
  readonly legs: 'both' | 'send' | 'receive';
}

export interface SimplexContext extends SimplexInput {
  /** Requests written and not yet settled. */
  readonly pending: number;
  /** The most that closing may take, ms; null: the legs' own limits. */
  readonly limit: number | null;
  /** How the last leg went. */
  readonly loss: string | null;
  /** Why this line ends. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;
type Leg = Readonly<{ leg: 'send' | 'receive' }>;

export type SimplexEvent =
  | At<'leg-up', Leg>
  | At<'leg-down', Leg & { readonly reason: string }>
  /** A request was written on the send leg. */
  | At<'request'>
  | At<'replied'>
  /** On the receive leg: a reply that has no owner any more. */
  | At<'received', { readonly kind: 'late' | 'double' }>
  | At<'reply-timeout'>
  | At<'abandoned'>
  /** Nothing waits any more: the legs may go. */
  | At<'close', { readonly within: number }>
  /** A leg ended for good: alone the other is of no use. */
  | At<'failed', Leg & { readonly reason: string }>
  /** Both legs are down. */
  | At<'over', { readonly reason: string }>
  | At<'destroy'>;

const effect = (): void => {};

export const simplexMachine = setup({
  types: {} as { context: SimplexContext; events: SimplexEvent; input: SimplexInput },
  guards: {
    alone: ({ context }) => context.legs !== 'both',
    isSend: ({ event }) => 'leg' in event && event.leg === 'send',
    isReceive: ({ event }) => 'leg' in event && event.leg === 'receive',
    somePending: ({ context }) => context.pending > 0,
  },
  actions: {
    sent: assign({ pending: ({ context }) => context.pending + 1 }),
    settled: assign({ pending: ({ context }) => context.pending - 1 }),
    emptied: assign({ pending: 0 }),
    lostBy: assign({ loss: ({ context, event }) => ('reason' in event ? event.reason : context.loss) }),
    within: assign({ limit: ({ context, event }) => ('within' in event ? event.within : context.limit) }),
    because: assign({ reason: (_, params: { reason: string }) => params.reason }),
    failedBy: assign({
      reason: ({ context, event }) => context.reason ?? ('reason' in event ? event.reason : event.type),
    }),

    pull: effect, // it is whole: take what waits
    await: effect, // hold a place for this request's reply
    deliver: effect, // this reply to its owner
    expire: effect, // tell this request's owner that time ran out
    discard: effect, // count a reply that nobody waits for
    stop: effect, // end the legs in order, the last that was started first
    kill: effect, // end them at once
    forsake: effect, // what is pending ends as `unknown`
  },
}).createMachine(
  // A table, a line for each transition.
  // prettier-ignore
  {
    id: 'simplex',
    version: '1',
    context: ({ input: { legs } }) => ({ legs, pending: 0, limit: null, loss: null, reason: null }),
    initial: 'open',
    on: { destroy: { target: '.ended', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'kill'] } },
    states: {
      open: {
        initial: 'neither',
        on: {
          // Written while it was whole: a leg may have gone since, and the reply may come all the same.
          request: { actions: ['sent', 'await'] },
          replied: { guard: 'somePending', actions: ['settled', 'deliver', 'pull'] },
          'reply-timeout': { guard: 'somePending', actions: ['settled', 'expire', 'pull'] },
          abandoned: { guard: 'somePending', actions: ['settled', 'pull'] },
          received: { actions: 'discard' },
          close: { target: 'closing', actions: ['within', { type: 'because', params: { reason: 'stopped' } }] },
          failed: { target: 'closing', actions: ['lostBy', 'failedBy'] },
          over: { target: 'ended', actions: 'failedBy' },
        },
        states: {
          neither: {
            on: {
              'leg-up': [{ guard: 'alone', target: 'whole' }, { guard: 'isSend', target: 'sending' }, { target: 'receiving' }],
              'leg-down': { actions: 'lostBy' },
            },
          },
          sending: {
            on: { 'leg-up': { guard: 'isReceive', target: 'whole' }, 'leg-down': { guard: 'isSend', target: 'neither', actions: 'lostBy' } },
          },
          receiving: {
            on: { 'leg-up': { guard: 'isSend', target: 'whole' }, 'leg-down': { guard: 'isReceive', target: 'neither', actions: 'lostBy' } },
          },
          whole: {
            entry: 'pull',
            on: {
              'leg-down': [
                { guard: 'alone', target: 'neither', actions: 'lostBy' },
                { guard: 'isSend', target: 'receiving', actions: 'lostBy' },
                { target: 'sending', actions: 'lostBy' },
              ],
            },
          },
        },
      },
      // Bounded by the limits of the legs, and by the link's own drainTimeout.
      closing: {
        entry: ['forsake', 'emptied', 'stop'],
        on: {
          close: { target: 'closing', reenter: true, actions: 'within' },
          received: { actions: 'discard' },
          over: 'ended',
        },
      },
      ended: { type: 'final', entry: ['forsake', 'emptied'] },
    },
  },
);
