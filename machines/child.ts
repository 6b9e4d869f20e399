/**
 * One child's place below its supervisor: running, on its way down, down until it is started again, or ended for good.
 *
 * The words and their meaning are Erlang/OTP's. A child has a restart budget of its own, or shares its supervisor's: then
 * it tells the supervisor that it fell, and the supervisor's strategy starts it again.
 */
import { assign, setup } from 'xstate';

export interface ChildInput {
  /** permanent: always comes back. transient: after a crash. temporary: never. */
  readonly restart: 'permanent' | 'transient' | 'temporary';
  /** The most that stopping may take, ms, then it is killed; `null`: it has limits of its own. */
  readonly shutdown: number | null;
  /** Restarts allowed within any window of so many ms; `null`: its supervisor's budget counts. */
  readonly budget: Readonly<{ restarts: number; within: number }> | null;
}

export interface ChildContext extends ChildInput {
  /** When it was restarted from its own budget, as `at`, oldest first; what has left the window is forgotten. */
  readonly restarts: readonly number[];
  /** The asker's own limit for stopping. */
  readonly limit: number | null;
  /** It is stopped only to be started again. */
  readonly returns: boolean;
  /** Why it is down, or ended. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

/** How a child ended: `asked` to, by itself (`normal`), or `crashed`. */
export type ChildEvent =
  | At<'start'>
  | At<'exited', { readonly how: 'asked' | 'normal' | 'crashed'; readonly reason: string; readonly error?: string }>
  | At<'stop', { readonly within?: number; readonly reason?: string }>
  | At<'halt'>
  | At<'kill', { readonly reason?: string }>;

/** The longest delay a plain timer takes; its transition is guarded as well. */
const NEVER = 2 ** 31 - 1;
/** OTP counts both edges of the window in. */
const recent = ({ budget, restarts }: ChildContext, at: number): readonly number[] =>
  restarts.filter((then) => budget !== null && at - then <= budget.within);
const effect = (): void => {};

export const childMachine = setup({
  types: {} as { context: ChildContext; events: ChildEvent; input: ChildInput },
  guards: {
    staysDown: ({ context, event }) =>
      event.type !== 'exited' ||
      event.how === 'asked' ||
      context.restart === 'temporary' ||
      (context.restart === 'transient' && event.how === 'normal'),
    ownBudgetLeft: ({ context, event }) =>
      context.budget !== null && recent(context, event.at).length < context.budget.restarts,
    ownBudget: ({ context }) => context.budget !== null,
    returns: ({ context }) => context.returns && context.restart !== 'temporary',
    returnsInTime: ({ context }) => context.returns && context.restart !== 'temporary' && context.shutdown !== null,
    limited: ({ context }) => (context.limit ?? context.shutdown) !== null,
    // Asked once more for the same, it would only have its time anew.
    asksMore: ({ context, event }) => context.returns || ('within' in event && event.within !== undefined),
  },
  delays: { shutdown: ({ context }) => context.limit ?? context.shutdown ?? NEVER },
  actions: {
    counted: assign({ restarts: ({ context, event }) => [...recent(context, event.at), event.at] }),
    because: assign({
      reason: ({ context, event }) => ('reason' in event ? event.reason : undefined) ?? context.reason,
    }),
    usedUp: assign({ reason: 'crashed' }),
    overdue: assign({ reason: 'destroyed' }),
    forGood: assign({
      returns: false,
      limit: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.limit,
    }),
    forNow: assign({ returns: true, limit: null }),

    begin: effect, // start it, anew after a restart
    ask: effect, // tell it to end, in order
    kill: effect, // end it at once; what it says afterwards is not heard
    fell: effect, // tell the supervisor that it is to be started again, from the shared budget
    down: effect, // tell the supervisor that it is down, as was asked
    spent: effect, // report that its own budget is used up
  },
}).createMachine({
  id: 'child',
  version: '1',
  context: ({ input: { restart, shutdown, budget } }) => ({
    restart,
    shutdown,
    budget,
    restarts: [],
    limit: null,
    returns: false,
    reason: null,
  }),
  initial: 'down',
  on: { kill: { target: '.ended', actions: ['because', 'kill'] } },
  states: {
    down: {
      on: {
        start: 'running',
        stop: { target: 'ended', actions: 'because' },
        halt: { actions: 'down' },
        kill: { target: 'ended', actions: 'because' }, // there is nothing to end
      },
    },
    running: {
      entry: 'begin',
      on: {
        exited: [
          { guard: 'staysDown', target: 'ended', actions: 'because' },
          { guard: 'ownBudgetLeft', target: 'running', reenter: true, actions: ['because', 'counted'] },
          { guard: 'ownBudget', target: 'ended', actions: ['usedUp', 'spent'] },
          { target: 'down', actions: ['because', 'fell'] },
        ],
        stop: { target: 'stopping', actions: 'forGood' },
        halt: { target: 'stopping', actions: 'forNow' },
      },
    },
    stopping: {
      entry: 'ask',
      on: {
        exited: [
          { guard: 'returns', target: 'down', actions: ['because', 'down'] },
          { target: 'ended', actions: 'because' },
        ],
        stop: { guard: 'asksMore', target: 'stopping', reenter: true, actions: 'forGood' },
      },
      after: {
        shutdown: [
          { guard: 'returnsInTime', target: 'down', actions: ['overdue', 'kill', 'down'] },
          { guard: 'limited', target: 'ended', actions: ['overdue', 'kill'] },
        ],
      },
    },
    ended: { type: 'final' },
  },
});
