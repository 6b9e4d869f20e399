/** Actions as a machine has them, with names resolved. */
import type { Ask, ChartEvent } from './args.ts';
import type { Assignment, ChartAction, Given } from './chart.ts';
import { isCallable, isRecord, type Source } from './source.ts';
import { anonymous, assignmentOf, builtInAction, raisedBy, type Callable } from './xstate-internals.ts';

export const none: Given<undefined> = { value: undefined };

/** Params stand beside the name of what they are for, as a value or as a function. */
export const paramsOf = (named: object): Given<unknown> => {
  const params: unknown = Reflect.get(named, 'params');
  return isCallable(params) ? { make: params } : { value: params };
};

const readAssignment = (action: Callable): Assignment => {
  const assignment = assignmentOf(action);
  if (isCallable(assignment)) return assignment as Ask<object>;
  const keys = new Map<string, Given<unknown>>();
  for (const [key, value] of Object.entries(assignment as object)) {
    keys.set(key, isCallable(value) ? { make: value } : { value });
  }
  return keys;
};

const readRaise = (source: Source, path: string, action: Callable): Given<ChartEvent> => {
  const { event, delay } = raisedBy(action);
  if (delay !== undefined) return source.refuse(path, 'raise with a delay');
  if (isCallable(event)) return { make: event as Ask<ChartEvent> };
  if (!isRecord(event)) return source.refuse(path, 'raise of anything but an event object');
  return { value: event as unknown as ChartEvent };
};

const readFunction = (
  source: Source,
  path: string,
  name: string,
  params: Given<unknown>,
  action: Callable,
): ChartAction => {
  const builtIn = builtInAction(action);
  switch (builtIn) {
    case null:
      return { kind: 'effect', name, params, run: action };
    case 'assign':
      return { kind: 'assign', params, assignment: readAssignment(action) };
    case 'raise':
      return { kind: 'raise', params, event: readRaise(source, path, action) };
    default:
      return source.refuse(path, builtIn);
  }
};

const readAction = (source: Source, path: string, action: unknown): ChartAction => {
  if (isCallable(action)) return readFunction(source, path, action.name === '' ? anonymous : action.name, none, action);
  const name = typeof action === 'string' ? action : String(Reflect.get(action as object, 'type'));
  const params = typeof action === 'string' ? none : paramsOf(action as object);
  const implementation = source.actions[name];
  // XState performs an action that nobody implements as nothing; the owner may know it by name.
  if (implementation === undefined) return { kind: 'effect', name, params, run: null };
  if (!isCallable(implementation)) return source.refuse(path, `action "${name}" that is not a function`);
  return readFunction(source, path, name, params, implementation);
};

export const readActions = (source: Source, path: string, actions: readonly unknown[]): readonly ChartAction[] =>
  actions.map((action) => readAction(source, path, action));
