/**
 * A supervisor: what it does when a child that shares its budget falls, and in which order all of them end.
 *
 * The words and their meaning are Erlang/OTP's. Who the children are, and who stands before whom, is its owner's roster;
 * each child's own place is `child.ts`.
 */
import { assign, setup } from 'xstate';

export interface SupervisorInput {
  /** Who is started again with the one that fell: nobody else, everybody, or those that were started after it. */
  readonly strategy: 'one-for-one' | 'one-for-all' | 'rest-for-one';
  /** Restarts allowed within any window of so many ms; one more, and this supervisor gives up. */
  readonly intensity: Readonly<{ restarts: number; within: number }>;
}

export interface SupervisorContext extends SupervisorInput {
  /** When children were restarted, as `at`, oldest first; what has left the window is forgotten. */
  readonly restarts: readonly number[];
  /** The asker's own limit for stopping, ms. */
  readonly limit: number | null;
  /** How often children were told to go down: a `clear` of an earlier time is not about the present one. */
  readonly descents: number;
  /** Its children are halted, and it may be started again. */
  readonly returns: boolean;
  /** Why it ends. */
  readonly reason: string | null;
}

type At<T extends string, P = object> = { readonly type: T; readonly at: number } & P;

export type SupervisorEvent =
  /** A child that is to come back. */
  | At<'fell', { readonly child: string }>
  /** A child that was told to end has ended. */
  | At<'down', { readonly child: string }>
  /** None is left that has to end. */
  | At<'clear', { readonly descent: number }>
  | At<'stop', { readonly within?: number }>
  | At<'halt'>
  | At<'destroy'>;

/** The longest delay a plain timer takes; its transition is guarded as well. */
const NEVER = 2 ** 31 - 1;
/** OTP counts both edges of the window in. */
const recent = ({ intensity, restarts }: SupervisorContext, at: number): readonly number[] =>
  restarts.filter((then) => at - then <= intensity.within);
const effect = (): void => {};

export const supervisorMachine = setup({
  types: {} as { context: SupervisorContext; events: SupervisorEvent; input: SupervisorInput },
  guards: {
    usedUp: ({ context, event }) => recent(context, event.at).length >= context.intensity.restarts,
    oneForOne: ({ context }) => context.strategy === 'one-for-one',
    limited: ({ context }) => context.limit !== null,
    isPresent: ({ context, event }) => event.type === 'clear' && event.descent === context.descents,
    // Asked once more for the same, it would only have its time anew.
    asksMore: ({ context, event }) => context.returns || ('within' in event && event.within !== undefined),
  },
  delays: { limit: ({ context }) => context.limit ?? NEVER },
  actions: {
    counted: assign({ restarts: ({ context, event }) => [...recent(context, event.at), event.at] }),
    descending: assign({ descents: ({ context }) => context.descents + 1 }),
    gaveUp: assign({ reason: 'restarts-used-up', returns: true, limit: null }),
    stopped: assign({
      reason: 'stopped',
      returns: false,
      limit: ({ context, event }) => ('within' in event ? event.within : undefined) ?? context.limit,
    }),
    halted: assign({ reason: 'halted', returns: true, limit: null }),
    destroyed: assign({ reason: 'destroyed', returns: false }),

    mark: effect, // this child fell: the strategy begins with it
    haltNext: effect, // the last one that the strategy takes down; `clear` when all of them are down
    startAll: effect, // all that are down, in order
    startAgain: effect, // the same, the one that fell among them
    stopAll: effect, // begin to end all of them, together or the last one first; `clear` when none is left
    stopNext: effect, // one more is down: go on
    killRest: effect, // whoever has not ended yet
  },
}).createMachine({
  id: 'supervisor',
  version: '1',
  context: ({ input: { strategy, intensity } }) => ({
    strategy,
    intensity,
    restarts: [],
    descents: 0,
    limit: null,
    returns: false,
    reason: null,
  }),
  initial: 'running',
  on: { destroy: { target: '.ended', actions: ['destroyed', 'killRest'] } },
  states: {
    running: {
      entry: 'startAll',
      on: {
        fell: [
          { guard: 'usedUp', target: 'stopping', actions: 'gaveUp' },
          { guard: 'oneForOne', actions: ['counted', 'startAgain'] },
          { target: 'restarting', actions: ['counted', 'descending', 'mark'] },
        ],
        stop: { target: 'stopping', actions: 'stopped' },
        halt: { target: 'stopping', actions: 'halted' },
      },
    },
    restarting: {
      entry: 'haltNext',
      on: {
        down: { actions: 'haltNext' },
        fell: [
          { guard: 'usedUp', target: 'stopping', actions: 'gaveUp' },
          { actions: ['counted', 'descending', 'mark', 'haltNext'] },
        ],
        clear: { guard: 'isPresent', target: 'running' },
        stop: { target: 'stopping', actions: 'stopped' },
        halt: { target: 'stopping', actions: 'halted' },
      },
    },
    stopping: {
      entry: ['descending', 'stopAll'],
      on: {
        // One that fell by itself is down as well.
        down: { actions: 'stopNext' },
        fell: { actions: 'stopNext' },
        clear: { guard: 'isPresent', target: 'ended' },
        stop: { guard: 'asksMore', target: 'stopping', reenter: true, actions: 'stopped' },
      },
      after: { limit: { guard: 'limited', target: 'ended', actions: 'killRest' } },
    },
    ended: { type: 'final' },
  },
});
