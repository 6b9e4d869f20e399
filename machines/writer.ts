/**
 * The sending half of one connection: may bytes go out now, and has nothing been sent for too long?
 *
 * An actor of its own, so that a stalled reader never stops the writer, nor the reverse.
 */
import { setup } from 'xstate';

export interface WriterContext {
  /** A heartbeat goes out whenever nothing was sent for so long, in ms; `null`: never (MQTT and FIX ask for it). */
  readonly keepSending: number | null;
}

export type WriterEvent =
  | { readonly type: 'opened'; readonly at: number }
  | { readonly type: 'sent'; readonly at: number }
  | { readonly type: 'blocked'; readonly at: number }
  | { readonly type: 'drained'; readonly at: number }
  | { readonly type: 'ended'; readonly at: number };

/** The longest delay a plain timer takes; its transition is guarded as well. */
const NEVER = 2 ** 31 - 1;
const effect = (): void => {};

export const writerMachine = setup({
  types: {} as { context: WriterContext; events: WriterEvent; input: WriterContext },
  guards: { keepsSending: ({ context }) => context.keepSending !== null },
  delays: { quiet: ({ context }) => context.keepSending ?? NEVER },
  actions: {
    /** Send a heartbeat that expects no answer. */
    beat: effect,
    /** The socket takes bytes again: take what waits in the queue. */
    pull: effect,
  },
}).createMachine({
  id: 'writer',
  version: '1',
  context: ({ input }) => ({ keepSending: input.keepSending }),
  initial: 'ended',
  on: { ended: '.ended' },
  states: {
    flowing: {
      on: { sent: { target: 'flowing', reenter: true }, blocked: 'blocked' },
      after: { quiet: { guard: 'keepsSending', target: 'flowing', reenter: true, actions: 'beat' } },
    },
    blocked: { on: { drained: { target: 'flowing', actions: 'pull' } } },
    ended: { on: { opened: 'flowing' } },
  },
});
