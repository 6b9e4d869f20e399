/** Command-line arguments, read strictly. */
import { parseArgs } from 'node:util';
import { HoldfastError } from '../contract/errors.ts';
import { parseDuration } from '../contract/options/units.ts';
import { UsageError } from './command.ts';

export type Flags = Readonly<Record<string, 'text' | 'switch'>>;

export interface Arguments {
  readonly rest: readonly string[];
  text(name: string): string | undefined;
  has(name: string): boolean;
}

/**
 * @param most positional arguments that are taken
 * @throws UsageError for an unknown option, one without its value, one given twice, or too many arguments
 */
export function readArguments(args: readonly string[], flags: Flags, most: number): Arguments {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, kind]) => [
      name,
      { type: kind === 'text' ? ('string' as const) : ('boolean' as const), multiple: true },
    ]),
  );
  const { values, positionals } = parsed(args, options);
  for (const [name, all] of Object.entries(values))
    if (Array.isArray(all) && all.length > 1) throw new UsageError(`--${name} is given twice`);
  if (positionals.length > most) throw new UsageError(`unexpected argument '${positionals[most] ?? ''}'`);
  const given = new Map<string, unknown>(Object.entries(values));
  const first = (name: string): unknown => {
    const all = given.get(name);
    return Array.isArray(all) ? all[0] : undefined;
  };
  return {
    rest: positionals,
    text: (name) => {
      const value = first(name);
      return typeof value === 'string' ? value : undefined;
    },
    has: (name) => first(name) === true,
  };
}

function parsed(args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, strict: true, ...(options && { options }) });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Its second sentence explains how to give an argument that begins with a dash; the usage text shows the rest.
    throw new UsageError(error.message.replace(/\. [\s\S]*$/, ''), { cause: error });
  }
}

/** ms; `undefined` when it is not given. @throws UsageError */
export function durationOf(args: Arguments, name: string): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    throw new UsageError(
      `--${name}: found '${text}', expected a time with its unit, such as 500ms, 10s or 2m; 24d at most`,
      { cause: error },
    );
  }
}

/** @throws UsageError unless it is one of these */
export function choiceOf<T extends string>(args: Arguments, name: string, choices: readonly T[]): T | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw new UsageError(`--${name}: found '${text}', expected ${choices.join(' or ')}`);
  return choice;
}
