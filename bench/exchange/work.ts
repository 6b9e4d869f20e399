/** Exchange works: what is asked of every variant, and how it is measured. */
import type { ChildProcess } from 'node:child_process';
import type { Spread } from '../run/rounds.ts';
import { ratio, spread, takeTurns } from '../run/rounds.ts';
import { nextMessage, startOwn, stop } from '../run/processes.ts';
import type { Server } from '../run/servers.ts';
import { startEcho, startRedis } from '../run/servers.ts';
import type { Timing } from './client.ts';
import type { VariantId } from './variants.ts';
import { variants } from './variants.ts';

export interface Work {
  readonly id: string;
  readonly title: string;
  readonly inFlight: number;
  /** Client and server on one core: otherwise the placement of the two decides. */
  readonly pinned: boolean;
}

export const works: readonly Work[] = [
  { id: 'a', title: '1 in flight, client and server on one core', inFlight: 1, pinned: true },
  { id: 'b', title: '64 in flight, 1 connection', inFlight: 64, pinned: false },
];

export interface Effort {
  /** At least 5, but for smoke. */
  readonly rounds: number;
  /** What one turn is to take, about. */
  readonly turnMs: number;
  /** Until the compiler has settled. */
  readonly warmUpMs: number;
}

export interface Row {
  readonly variant: VariantId;
  /** Exchanges a second. */
  readonly perSecond: Spread;
  readonly ofRaw: Spread;
  readonly ofRawbatch: Spread;
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

/** A client's process, and how many exchanges fill a turn. */
interface Competitor {
  readonly variant: VariantId;
  readonly process: ChildProcess;
  readonly exchanges: number;
}

/** No turn is longer, however fast a variant is. */
const MOST_EXCHANGES = 5_000_000;

const exchange = async ({ process, variant }: Omit<Competitor, 'exchanges'>, exchanges: number): Promise<Timing> => {
  process.send(exchanges);
  return nextMessage<Timing>(process, variant);
};

/** Runs ever more exchanges until they take as long as the warm-up is to take; their rate then sizes the turns. */
const warmUp = async (one: Omit<Competitor, 'exchanges'>, { turnMs, warmUpMs }: Effort): Promise<Competitor> => {
  let exchanges = 256;
  let { ms } = await exchange(one, exchanges);
  for (let spent = ms; spent < warmUpMs; spent += ms) {
    exchanges = Math.min(MOST_EXCHANGES, exchanges * 2);
    ({ ms } = await exchange(one, exchanges));
  }
  return { ...one, exchanges: Math.min(MOST_EXCHANGES, Math.max(64, Math.round((exchanges / ms) * turnMs))) };
};

export const measureWork = async (work: Work, pinnable: boolean, effort: Effort): Promise<WorkResult> => {
  const pinned = work.pinned && pinnable;
  const notes = work.pinned && !pinnable ? ['not pinned: taskset is not installed, so core placement decides'] : [];
  const processes: ChildProcess[] = [];
  try {
    const servers: Record<'echo' | 'redis', Server | null> = {
      echo: await startEcho(pinned),
      redis: await startRedis(pinned),
    };
    for (const server of Object.values(servers)) if (server !== null) processes.push(server.process);
    const competitors: Competitor[] = [];
    for (const { id, peer } of variants) {
      const server = servers[peer];
      if (server === null) {
        notes.push(`${id}: not measured, ${peer}-server is not installed`);
        continue;
      }
      const client = startOwn('client', [id, String(server.port), String(work.inFlight)], pinned);
      processes.push(client);
      await nextMessage(client, id);
      competitors.push(await warmUp({ variant: id, process: client }, effort));
    }
    const turns = competitors.map((one) => () => exchange(one, one.exchanges));
    const timings = await takeTurns(effort.rounds, turns);
    return { work: work.id, title: work.title, pinned, rows: rowsOf(competitors, timings), notes };
  } finally {
    await Promise.all(processes.map(stop));
  }
};

const rowsOf = (competitors: readonly Competitor[], timings: readonly (readonly Timing[])[]): Row[] => {
  const rates = competitors.map(({ exchanges }, i) => (timings[i] ?? []).map(({ ms }) => (exchanges / ms) * 1e3));
  const ratesOf = (id: VariantId): readonly number[] =>
    rates[competitors.findIndex(({ variant }) => variant === id)] ?? [];
  return competitors.map(({ variant, exchanges }) => ({
    variant,
    perSecond: spread(ratesOf(variant)),
    ofRaw: ratio(ratesOf(variant), ratesOf('raw')),
    ofRawbatch: ratio(ratesOf(variant), ratesOf('rawbatch')),
    cpuMicros: spread(
      (timings[competitors.findIndex((one) => one.variant === variant)] ?? []).map(
        ({ cpuMs }) => (cpuMs * 1e3) / exchanges,
      ),
    ),
  }));
};
