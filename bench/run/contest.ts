/** Variants, each in a process of its own, that exchange as many as fill a turn, and take turns. */
import type { ChildProcess } from 'node:child_process';
import { nextMessage } from './processes.ts';
import { takeTurns } from './rounds.ts';
import type { Timing } from './timing.ts';

export interface Effort {
  /** At least 5, but for smoke. */
  readonly rounds: number;
  /** What one turn is to take, about. */
  readonly turnMs: number;
  /** Until the compiler has settled. */
  readonly warmUpMs: number;
}

/** A client's process. */
export interface Entrant<Id extends string> {
  readonly variant: Id;
  readonly process: ChildProcess;
}

/** What it did: of each exchange, a round each. */
export interface Performance<Id extends string> {
  readonly variant: Id;
  readonly perSecond: readonly number[];
  /** Of the client's process, µs for each exchange. */
  readonly cpuMicros: readonly number[];
}

/** No turn is longer, however fast a variant is. */
const MOST_EXCHANGES = 5_000_000;

const exchange = async ({ process, variant }: Entrant<string>, exchanges: number): Promise<Timing> => {
  process.send(exchanges);
  return nextMessage<Timing>(process, variant);
};

/** Runs ever more exchanges until they take as long as the warm-up is to take. @returns how many fill a turn at that rate */
const warmUp = async (one: Entrant<string>, { turnMs, warmUpMs }: Effort): Promise<number> => {
  let exchanges = 256;
  let { ms } = await exchange(one, exchanges);
  for (let spent = ms; spent < warmUpMs; spent += ms) {
    exchanges = Math.min(MOST_EXCHANGES, exchanges * 2);
    ({ ms } = await exchange(one, exchanges));
  }
  return Math.min(MOST_EXCHANGES, Math.max(64, Math.round((exchanges / ms) * turnMs)));
};

/** @param entrants that are connected and have said so */
export const contest = async <Id extends string>(
  entrants: readonly Entrant<Id>[],
  effort: Effort,
): Promise<readonly Performance<Id>[]> => {
  const sizes: number[] = [];
  for (const one of entrants) sizes.push(await warmUp(one, effort));
  const turns = entrants.map((one, i) => () => exchange(one, sizes[i] ?? 0));
  const timings = await takeTurns(effort.rounds, turns);
  return entrants.map(({ variant }, i) => {
    const size = sizes[i] ?? 0;
    const own = timings[i] ?? [];
    return {
      variant,
      perSecond: own.map(({ ms }) => (size / ms) * 1e3),
      cpuMicros: own.map(({ cpuMs }) => (cpuMs * 1e3) / size),
    };
  });
};
