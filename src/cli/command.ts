/** What a command is, and how it fails. */
import type { World } from './world.ts';

/** 0: done. 1: it failed. 2: usage or configuration. */
export type ExitStatus = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** For `--help`: how it is called, and what its options mean. */
  readonly usage: string;
  /** @throws UsageError, HoldfastError */
  run(args: readonly string[], world: World): Promise<ExitStatus>;
}

/** The command line is not what it must be. */
export class UsageError extends Error {}
