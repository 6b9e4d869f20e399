/** What the stream of records costs an exchange: two transitions of the connection, told to nobody or to somebody. */
import type { ChildProcess } from 'node:child_process';
import type { Effort, Entrant } from '../run/contest.ts';
import { contest } from '../run/contest.ts';
import { nextMessage, startOwn, stop } from '../run/processes.ts';
import type { Spread } from '../run/rounds.ts';
import { ratio, spread } from '../run/rounds.ts';
import type { ReaderId } from './readers.ts';
import { readers } from './readers.ts';

export interface StreamRow {
  readonly reader: ReaderId;
  /** ns for an exchange. */
  readonly ns: Spread;
  /** Of the time that it takes with the question compiled out. */
  readonly ofCompiledOut: Spread;
}

const IN_FLIGHT = 64;

export const measureStream = async (effort: Effort): Promise<readonly StreamRow[]> => {
  const processes: ChildProcess[] = [];
  try {
    const entrants: Entrant<ReaderId>[] = [];
    for (const { id } of readers) {
      const process = startOwn('stream', [id, String(IN_FLIGHT)], false);
      processes.push(process);
      await nextMessage(process, id);
      entrants.push({ variant: id, process });
    }
    const times = (await contest(entrants, effort)).map(({ variant, perSecond }) => ({
      reader: variant,
      ns: perSecond.map((rate) => 1e9 / rate),
    }));
    const base = times.find(({ reader }) => reader === 'compiled out')?.ns ?? [];
    return times.map(({ reader, ns }) => ({ reader, ns: spread(ns), ofCompiledOut: ratio(ns, base) }));
  } finally {
    await Promise.all(processes.map(stop));
  }
};
