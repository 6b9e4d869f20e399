/** Exchange works: what is asked of every variant, and how it is measured. */
import type { ChildProcess } from 'node:child_process';
import type { Effort, Entrant, Performance } from '../run/contest.ts';
import { contest } from '../run/contest.ts';
import { nextMessage, startOwn, stop } from '../run/processes.ts';
import type { Spread } from '../run/rounds.ts';
import { ratio, spread } from '../run/rounds.ts';
import type { Server } from '../run/servers.ts';
import { startEcho, startRedis } from '../run/servers.ts';
import type { VariantId } from './variants.ts';
import { variants } from './variants.ts';

export interface Work {
  readonly id: string;
  readonly title: string;
  /** In all. */
  readonly inFlight: number;
  /** Among which they are shared out; short ones are opened by the variant itself. */
  readonly connections: number;
  readonly lifecycle: 'long' | 'short';
  /** Client and server on one core: otherwise the placement of the two decides. */
  readonly pinned: boolean;
}

export const works: readonly Work[] = [
  { id: 'a', title: '1 in flight, client and server on one core', inFlight: 1, connections: 1, lifecycle: 'long', pinned: true },
  { id: 'b', title: '64 in flight, 1 connection', inFlight: 64, connections: 1, lifecycle: 'long', pinned: false },
  { id: 'c', title: '64 in flight, 16 connections', inFlight: 64, connections: 16, lifecycle: 'long', pinned: false },
  { id: 'd', title: 'a connection for each exchange, 16 at once', inFlight: 16, connections: 1, lifecycle: 'short', pinned: false },
]; // prettier-ignore

export interface Row {
  readonly variant: VariantId;
  /** Exchanges a second. */
  readonly perSecond: Spread;
  readonly ofRaw: Spread;
  /** `null` where nothing can be joined. */
  readonly ofRawbatch: Spread | null;
  /** Of the client's process, for one exchange. */
  readonly cpuMicros: Spread;
}

export interface WorkResult {
  readonly work: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly rows: readonly Row[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

export const measureWork = async (work: Work, pinnable: boolean, effort: Effort): Promise<WorkResult> => {
  const pinned = work.pinned && pinnable;
  const notes = work.pinned && !pinnable ? ['not pinned: taskset is not installed, so core placement decides'] : [];
  const processes: ChildProcess[] = [];
  const takePart = variants.filter((one) => work.lifecycle === 'long' || 'loadShort' in one);
  try {
    const servers: Record<'echo' | 'redis', Server | null> = {
      echo: await startEcho(pinned),
      redis: takePart.some(({ peer }) => peer === 'redis') ? await startRedis(pinned) : null,
    };
    for (const server of Object.values(servers)) if (server !== null) processes.push(server.process);
    const entrants: Entrant<VariantId>[] = [];
    for (const { id, peer } of takePart) {
      const server = servers[peer];
      if (server === null) {
        notes.push(`${id}: not measured, ${peer}-server is not installed`);
        continue;
      }
      const asked = [work.lifecycle, server.port, work.inFlight, work.connections].map(String);
      const client = startOwn('client', [id, ...asked], pinned);
      processes.push(client);
      await nextMessage(client, id);
      entrants.push({ variant: id, process: client });
    }
    const rows = rowsOf(await contest(entrants, effort));
    return { work: work.id, title: work.title, pinned, rows, notes };
  } finally {
    await Promise.all(processes.map(stop));
  }
};

const rowsOf = (performances: readonly Performance<VariantId>[]): Row[] => {
  const ratesOf = (id: VariantId): readonly number[] | undefined =>
    performances.find(({ variant }) => variant === id)?.perSecond;
  const raw = ratesOf('raw') ?? [];
  const rawbatch = ratesOf('rawbatch');
  return performances.map(({ variant, perSecond, cpuMicros }) => ({
    variant,
    perSecond: spread(perSecond),
    ofRaw: ratio(perSecond, raw),
    ofRawbatch: rawbatch === undefined ? null : ratio(perSecond, rawbatch),
    cpuMicros: spread(cpuMicros),
  }));
};
