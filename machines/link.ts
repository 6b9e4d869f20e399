/**
 * What the user holds: open for calls, draining what was taken, down until its supervisor says what becomes of it, closed.
 * Its connections have charts of their own.
 */
import { assign, setup } from 'xstate';

export interface LinkContext {
  /** The most that draining may take, in ms. */
  readonly drainTimeout: number;
  /** Why it is down: the reason of its last connection, or what the user asked for. */
  readonly reason: string | null;
}

export type LinkEvent =
  | { readonly type: 'start'; readonly at: number }
  | { readonly type: 'close'; readonly at: number; readonly within?: number }
  | { readonly type: 'halt'; readonly at: number }
  | { readonly type: 'drained'; readonly at: number }
  | { readonly type: 'failed'; readonly at: number; readonly reason: string }
  | { readonly type: 'destroy'; readonly at: number; readonly reason?: string }
  | { readonly type: 'over'; readonly at: number; readonly reason: string };

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
    failedBy: assign({ reason: ({ event }) => ('reason' in event ? event.reason : undefined) ?? event.type }),
    fresh: assign({ reason: null }),

    /** Connections of a new life; what waits in the queue is theirs. */
    begin: effect,
    /** New calls are refused from here on; close each connection once the queue is out. */
    drain: effect,
    /** Close each connection once what is in flight is answered; the queue and new calls wait. */
    halt: effect,
    /** Destroy what is left of the connections. */
    shut: effect,
    /** Tell the supervisor how this life ended. */
    report: effect,
  },
}).createMachine({
  id: 'link',
  version: '1',
  context: ({ input }) => ({ drainTimeout: input.drainTimeout, reason: null }),
  initial: 'down',
  states: {
    // New calls wait in the queue here too: the supervisor may be about to start it again.
    down: { on: { start: { target: 'open', actions: 'fresh' }, over: { target: 'closed', actions: 'failedBy' } } },
    open: {
      entry: 'begin',
      on: {
        close: { target: 'draining', actions: 'within' },
        halt: 'halting',
        failed: { target: 'down', actions: ['failedBy', 'shut', 'report'] },
        destroy: { target: 'down', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'shut', 'report'] },
      },
    },
    halting: {
      entry: 'halt',
      on: {
        close: { target: 'draining', actions: 'within' },
        drained: { target: 'down', actions: [{ type: 'because', params: { reason: 'halted' } }, 'shut', 'report'] },
        failed: { target: 'down', actions: ['failedBy', 'shut', 'report'] },
        destroy: { target: 'down', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'shut', 'report'] },
      },
      after: {
        drainTimeout: {
          target: 'down',
          actions: [{ type: 'because', params: { reason: 'drain-timeout' } }, 'shut', 'report'],
        },
      },
    },
    draining: {
      entry: 'drain',
      on: {
        close: { target: 'draining', reenter: true, actions: 'within' },
        drained: { target: 'down', actions: [{ type: 'because', params: { reason: 'stopped' } }, 'shut', 'report'] },
        failed: { target: 'down', actions: ['failedBy', 'shut', 'report'] },
        destroy: { target: 'down', actions: [{ type: 'because', params: { reason: 'destroyed' } }, 'shut', 'report'] },
      },
      after: {
        drainTimeout: {
          target: 'down',
          actions: [{ type: 'because', params: { reason: 'drain-timeout' } }, 'shut', 'report'],
        },
      },
    },
    closed: { type: 'final' },
  },
});
