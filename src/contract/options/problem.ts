/** What is wrong with options, as data: where, what was found, what was expected. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { found, nearest, oneOf } from './words.ts';

export interface OptionProblem {
  readonly code: 'option-invalid' | 'option-unavailable';
  /** Keys and list indices from the outermost option inwards. */
  readonly path: readonly (string | number)[];
  /** Whether the last key itself is wrong, or what it stands for. */
  readonly about: 'name' | 'value';
  /** In words; never a secret. */
  readonly found: string;
  /** In words: what would have been right, and why where that helps. */
  readonly expected: string;
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly OptionProblem[] };

/** How a schema is looked at: what is known and not built, and which values are never shown. */
export interface Reading {
  readonly later: ReadonlySet<string>;
  readonly secret?: (path: readonly (string | number)[]) => boolean;
}

/** `heartbeat.every`, `to[1]`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${String(key)}]` : i === 0 ? key : `.${key}`)).join('');

/** As one clause: `heartbeat.every: found "5x", expected …`. */
export const problemText = ({ path, found: was, expected }: OptionProblem): string =>
  `${path.length === 0 ? '' : `${pathText(path)}: `}found ${was}, expected ${expected}`;

/** Most that a message tells; a configuration file's check tells all. */
const MOST_TOLD = 3;

/** The error for these problems. `who`: the link, or what the options belong to. */
export function problemError(who: string, problems: readonly OptionProblem[], link?: string): HoldfastError {
  const told = problems.slice(0, MOST_TOLD).map(problemText).join('; ');
  const rest = problems.length > MOST_TOLD ? `; and ${String(problems.length - MOST_TOLD)} more` : '';
  const code = problems.find((problem) => problem.code === 'option-invalid')?.code ?? 'option-unavailable';
  return new HoldfastError(code, `${who}: ${told}${rest}`, { link });
}

/** Parses, and tells every problem in words. */
export function check<S extends z.ZodType>(schema: S, input: unknown, reading: Reading): Checked<z.output<S>> {
  const parsed = schema.safeParse(input, { error: expectation });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => explain(issue, [], input, reading)) };
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

const UNTOLD = 'another value';
const NOT_BUILT = 'known, and not built yet';

/** Expectations where the schema has no words of its own. For unknown keys: the known ones, for `explain` to choose from. */
function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map((value) => `'${String(value)}'`));
  if (issue.code === 'too_small') return `at least ${sized(issue.minimum, issue.origin)}`;
  if (issue.code === 'too_big') return `at most ${sized(issue.maximum, issue.origin)}`;
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject)
    return Object.keys(issue.inst.shape).join(' ');
  return UNTOLD;
}

const sized = (limit: number | bigint, origin: string): string =>
  origin === 'array' ? `${String(limit)} in the list` : String(limit);

function explain(
  issue: z.core.$ZodIssue,
  base: readonly (string | number)[],
  input: unknown,
  reading: Reading,
): OptionProblem[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, issue.message.split(' '), reading));
  const value = at(input, path);
  const was = told(issue) ?? found(value, reading.secret?.(path) ?? false);
  if (isLater(path, value, reading))
    return [
      {
        code: 'option-unavailable',
        path,
        about: 'value',
        found: `${was}, which is ${NOT_BUILT}`,
        expected: expectedOf(issue),
      },
    ];
  if (issue.code === 'invalid_union') {
    const branch = closest(issue.errors);
    if (branch !== null) return branch.flatMap((inner) => explain(inner, path, input, reading));
  }
  return [{ code: 'option-invalid', path, about: 'value', found: was, expected: expectedOf(issue) }];
}

const told = (issue: z.core.$ZodIssue): string | undefined =>
  issue.code === 'custom' ? (issue.params?.['found'] as string | undefined) : undefined;

/** A union without words of its own expects all that its branches expect. */
function expectations(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map((value) => `'${String(value)}'`);
  if (issue.code !== 'invalid_union' || issue.message !== UNTOLD) return [bare(issue.message)];
  if ('options' in issue && issue.options !== undefined) return issue.options.map((value) => `'${String(value)}'`);
  return issue.errors.flatMap((branch) => branch.flatMap(expectations));
}

const expectedOf = (issue: z.core.$ZodIssue): string => oneOf([...new Set(expectations(issue))]);

const bare = (message: string): string => message.replace(/^expected /, '');

/**
 * The branch that the user meant: it took the value's kind and found fault inside it, and less fault than the others.
 * `null`: none did, or several did alike, which then have to speak together.
 */
function closest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | null {
  const meant = branches.filter((branch) => branch.every(isInside)).toSorted((a, b) => a.length - b.length);
  const [best, second] = meant;
  return best === undefined || best.length === second?.length ? null : best;
}

function isInside(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0 || issue.code === 'unrecognized_keys') return true;
  if (issue.code === 'invalid_union') return closest(issue.errors) !== null;
  return issue.code === 'custom' && issue.params?.['kind'] !== true;
}

function unknownKey(
  key: string,
  path: readonly (string | number)[],
  known: readonly string[],
  reading: Reading,
): OptionProblem {
  const whole = [...path, key];
  if (reading.later.has(pathText(whole)))
    return {
      code: 'option-unavailable',
      path: whole,
      about: 'name',
      found: `an option that is ${NOT_BUILT}`,
      expected: 'it left out',
    };
  const near = nearest(key, known);
  return {
    code: 'option-invalid',
    path: whole,
    about: 'name',
    found: `the unknown name '${key}'`,
    expected: near === null ? `one of ${known.join(', ')}` : `'${near}'`,
  };
}

/** Is this value the name of something that a later version has? */
function isLater(path: readonly (string | number)[], value: unknown, reading: Reading): boolean {
  return typeof value === 'string' && reading.later.has(`${pathText(path)}=${value}`);
}

function at(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
