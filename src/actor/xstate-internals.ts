/**
 * All that is read of XState 5 beyond its typed public surface: how its built-in actions and guards look once made, and
 * how it names what it sends to itself. XState 6 will change these.
 */
import type { AnyActor, InspectedMicrostepEvent } from 'xstate';
import { and, not, or } from 'xstate';

/** Any function of a chart, before anything is known of it. */
export type Callable = (args: object, params: unknown) => unknown;

const field = (from: Callable, name: string): unknown => (name in from ? Reflect.get(from, name) : undefined);

/** The built-in action that this function stands for, such as `assign`; `null` for a function to be called. */
export const builtInAction = (action: Callable): string | null =>
  'resolve' in action ? String(field(action, 'type')).replace('xstate.', '') : null;

export const assignmentOf = (action: Callable): unknown => field(action, 'assignment');

export const raisedBy = (action: Callable): { readonly event: unknown; readonly delay: unknown } => ({
  event: field(action, 'event'),
  delay: field(action, 'delay'),
});

const checkOf = (guard: unknown): unknown => field(guard as Callable, 'check');

/** By what they check with, as their names do not survive a minifier. */
const combinators = new Map<unknown, 'and' | 'or' | 'not'>([
  [checkOf(and([])), 'and'],
  [checkOf(or([])), 'or'],
  [checkOf(not('')), 'not'],
]);

/** The built-in guard that this function stands for; `null` for a function to be called. There is one other: `stateIn`. */
export const builtInGuard = (guard: Callable): 'and' | 'or' | 'not' | 'stateIn' | null =>
  'check' in guard ? (combinators.get(checkOf(guard)) ?? 'stateIn') : null;

export const combinedBy = (guard: Callable): readonly unknown[] => {
  const guards = field(guard, 'guards');
  return Array.isArray(guards) ? guards : [];
};

/** The name of a function without a name. */
export const anonymous = '(anonymous)';

/** No event from outside may have this type. */
export const wildcard = '*';

export const afterType = (delay: string | number, id: string): string => `xstate.after.${String(delay)}.${id}`;

const doneType = (id: string): string => `xstate.done.state.${id}`;

export const doneEvent = (id: string): { readonly type: string; readonly output: undefined } => ({
  type: doneType(id),
  output: undefined,
});

export const initEvent = (input: unknown): { readonly type: string; readonly input: unknown } => ({
  type: 'xstate.init',
  input,
});

/** The type of the event that an actor has scheduled last: it does so just before it asks its clock for a timer. */
export const lastScheduled = (actor: AnyActor): string => {
  const { _scheduledEvents: scheduled } = actor.system.getSnapshot();
  return Object.values(scheduled).at(-1)?.event.type ?? '';
};

/** The guards of the transitions that were taken. */
export const guardsPassed = ({ _transitions: transitions }: InspectedMicrostepEvent): readonly unknown[] =>
  transitions.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));

/** Whether an inspected action is one of XState's own. */
export const isBuiltIn = (type: string): boolean => type.startsWith('xstate.');

export const stopType = 'xstate.stop';
