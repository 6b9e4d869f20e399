/** Guards as readable expressions. */

interface Combined {
  readonly name?: string;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

const params = (value: unknown): string => {
  if (value === undefined) return '';
  if (typeof value === 'function') return '(…)';
  if (typeof value !== 'object' || value === null) return `(${JSON.stringify(value)})`;
  return `(${Object.entries(value)
    .map(([name, one]) => `${name} ${JSON.stringify(one)}`)
    .join(', ')})`;
};

/** A part of a larger expression; `and` binds tighter than `or`. */
const part = (guard: unknown, parent: 'and' | 'or' | 'not'): string => {
  const text = guardText(guard);
  const { name, guards = [] } = typeof guard === 'function' ? (guard as Combined) : {};
  const loose = guards.length > 1 && (name === 'or' ? parent !== 'or' : name === 'and' && parent === 'not');
  return loose ? `(${text})` : text;
};

/** XState's `and`, `or`, `not` and `stateIn` are functions of those names that carry their operands. */
const combined = (guard: Combined): string => {
  const { name, guards } = guard;
  if (name === 'stateIn' && guard.stateValue !== undefined) {
    const { stateValue } = guard;
    return `in ${typeof stateValue === 'string' ? stateValue : JSON.stringify(stateValue)}`;
  }
  if (guards !== undefined && name === 'not') return `not ${part(guards[0], 'not')}`;
  if (guards !== undefined && (name === 'and' || name === 'or'))
    return guards.map((one) => part(one, name)).join(` ${name} `);
  return name === undefined || name === '' || name === 'guard' ? 'inline guard' : name;
};

/** `hasRoom`, `atLeast(n 2)`, `not paused and (idle or draining)`; `inline guard` for a function without a name. */
export const guardText = (guard: unknown): string => {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return combined(guard);
  const { type, params: given } = guard as { readonly type: string; readonly params?: unknown };
  return `${type}${params(given)}`;
};
