/** What the user holds: open for calls, draining what was taken, closed. Its connections have charts of their own. */
import { assign, setup } from 'xstate';

export interface LinkContext {
  /** The most that draining may take, in ms. */
  readonly drainTimeout: number;
  /** Why it is closed: the reason of its last connection, or what the user asked for. */
  readonly reason: string | null;
}

export type LinkEvent =
  | { readonly type: 'close'; readonly at: number; readonly within?: number }
  | { readonly type: 'drained'; readonly at: number }
  | { readonly type: 'failed'; readonly at: number; readonly reason: string }
  | { readonly type: 'destroy'; readonly at: number };

export interface LinkInput {
  readonly drainTimeout: number;
}

const effect = (): void => {};

export const linkMachine = setup({
  types: {} as { context: LinkContext; events: LinkEvent; input: LinkInput },
  delays: { drainTimeout: ({ context }) => context.drainTimeout },
  actions: {
    within: assign({
      drainTimeout: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.drainTimeout,
    }),
    because: assign({ reason: (_, params: { reason: string }) => params.reason }),
    failedBy: assign({ reason: ({ event }) => ('reason' in event ? event.reason : event.type) }),

    /** New calls are refused from here on; close each connection once the queue is out. */
    drain: effect,
    /** Destroy what is left of the connections and settle what is still held. */
    shut: effect,
  },
}).createMachine({
  id: 'link',
  version: '1',
  context: ({ input }) => ({ drainTimeout: input.drainTimeout, reason: null }),
  initial: 'open',
  on: {
    destroy: { target: '.closed', actions: { type: 'because', params: { reason: 'destroyed' } } },
    failed: { target: '.closed', actions: 'failedBy' },
  },
  states: {
    open: { on: { close: { target: 'draining', actions: 'within' } } },
    draining: {
      entry: 'drain',
      on: {
        close: { target: 'draining', reenter: true, actions: 'within' },
        drained: { target: 'closed', actions: { type: 'because', params: { reason: 'stopped' } } },
      },
      after: { drainTimeout: { target: 'closed', actions: { type: 'because', params: { reason: 'drain-timeout' } } } },
    },
    closed: { type: 'final', entry: 'shut' },
  },
});
