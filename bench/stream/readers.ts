/** Who reads the stream of records, from nobody to everything; and the same path with the question taken out. */
import type { RecordSink, Supervisor } from '../../src/index.ts';
import { Keeper } from '../../src/link/keeper.ts';

interface Reader {
  readonly id: string;
  /** Sees to it that it reads what this supervisor's links do; they are not there yet. */
  readonly read: (supervisor: Supervisor) => void;
}

const nothing = (): void => {};

const sink = (level: RecordSink['level']): RecordSink => ({ level, take: nothing, pass: nothing });

export const readers = [
  {
    id: 'compiled out',
    read: () => {
      // Nothing in this process asks any more whether anybody reads.
      Keeper.prototype.watched = () => false;
    },
  },
  { id: 'nobody', read: nothing },
  { id: 'sink, lifecycle', read: (supervisor) => supervisor.addSink(sink('lifecycle')) },
  { id: 'sink, all', read: (supervisor) => supervisor.addSink(sink('all')) },
  { id: 'listener', read: (supervisor) => supervisor.on('record', nothing) },
] as const satisfies readonly Reader[];

export type ReaderId = (typeof readers)[number]['id'];
