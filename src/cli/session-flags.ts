/** The options that `run` and `demo` share. */
import { durationOf, readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { SessionOptions } from './session.ts';

const flags = { for: 'text', audit: 'text', json: 'switch', plain: 'switch', verbose: 'switch' } as const;

export const sessionUsage = `  --for TIME     stop after this time (500ms, 10s, 2m); without it, when interrupted
  --audit FILE   write every change of state to this audit log
  --plain        lines even on a terminal, in place of the live table
  --verbose      exchanges and healthy heartbeats, too
  --json         each transition as one line of JSON, all of them
`;

export interface SessionArguments extends Omit<SessionOptions, 'title'> {
  readonly rest: readonly string[];
  /** ms. */
  readonly within: number | undefined;
  readonly audit: string | undefined;
}

/** @throws UsageError */
export function readSessionArguments(args: readonly string[], most: number): SessionArguments {
  const given: Arguments = readArguments(args, flags, most);
  return {
    rest: given.rest,
    within: durationOf(given, 'for'),
    audit: given.text('audit'),
    json: given.has('json'),
    plain: given.has('plain'),
    verbose: given.has('verbose'),
  };
}
