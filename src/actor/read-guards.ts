/** Guards as a machine has them, with names resolved. */
import type { ChartGuard, NamedGuard } from './chart.ts';
import { none, paramsOf } from './read-actions.ts';
import { isCallable, isRecord, type Source } from './source.ts';
import { anonymous, builtInGuard, combinedBy, type Callable } from './xstate-internals.ts';

/** How a record shows a guard: its name, or what it is made of, such as `and(open, not(full))`. */
export const guardName = (guard: unknown): string => {
  if (typeof guard === 'string') return guard;
  if (!isCallable(guard)) return String(Reflect.get(guard as object, 'type'));
  const builtIn = builtInGuard(guard);
  if (builtIn === null) return guard.name === '' ? anonymous : guard.name;
  return `${builtIn}(${combinedBy(guard).map(guardName).join(', ')})`;
};

/** `names`: those being resolved, as one name may stand for another. */
const readGuard = (source: Source, path: string, guard: unknown, names: readonly string[]): ChartGuard => {
  if (isCallable(guard)) return readFunction(source, path, guard, names);
  const name = guardName(guard);
  const implementation = source.guards[name];
  if (implementation === undefined) return source.refuse(path, `guard "${name}", which nobody implements`);
  if (names.includes(name)) return source.refuse(path, `guard "${name}", which stands for itself`);
  if (!isCallable(implementation)) return readGuard(source, path, implementation, [...names, name]);
  const params = isRecord(guard) ? paramsOf(guard) : none;
  const inner = readFunction(source, path, implementation, [...names, name]);
  // Params go to a plain function only; but what makes them is asked all the same, and may throw.
  return inner.kind === 'test' ? { ...inner, params } : { kind: 'given', params, guard: inner };
};

const readFunction = (source: Source, path: string, guard: Callable, names: readonly string[]): ChartGuard => {
  const kind = builtInGuard(guard);
  const all = (): readonly ChartGuard[] => combinedBy(guard).map((one) => readGuard(source, path, one, names));
  switch (kind) {
    case null:
      return { kind: 'test', params: none, test: guard };
    case 'stateIn':
      return source.refuse(path, kind);
    case 'not':
      return { kind, guards: all().slice(0, 1) };
    case 'and':
    case 'or':
      return { kind, guards: all() };
  }
};

export const readNamedGuard = (source: Source, path: string, guard: unknown): NamedGuard | null => {
  if (guard === undefined || guard === null) return null;
  return { name: guardName(guard), guard: readGuard(source, path, guard, []) };
};
