/** What the audit log costs a transition: the transitions of real exchanges, handed to it once more, hashed and written. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionMachine } from '../../machines/connection.ts';
import { openAudit } from '../../src/audit/audit.ts';
import type { Audit } from '../../src/audit/audit.ts';
import { resolveSupervise } from '../../src/contract/options/supervise.ts';
import { nodeHost } from '../../src/index.ts';
import type { TransitionRecord } from '../../src/index.ts';
import { isQuiet } from '../../src/story/quiet.ts';
import { Caller } from '../exchange/caller.ts';
import type { Spread } from '../run/rounds.ts';
import { spread, takeTurns } from '../run/rounds.ts';
import { memoryLine } from '../stream/line.ts';

export interface AuditResult {
  /** µs a record: from the first until the log is closed. */
  readonly all: Spread;
  /** The same for a transition that level lifecycle sums up. */
  readonly lifecycle: Spread;
}

interface Taken {
  readonly record: TransitionRecord;
  readonly context: object;
  /** Level lifecycle sums it up. */
  readonly quiet: boolean;
}

const IN_FLIGHT = 64;

/** Of a line from its start: some for its coming up, then two for each exchange. */
const recordsOf = async (exchanges: number): Promise<readonly Taken[]> => {
  const taken: Taken[] = [];
  const link = await memoryLine(IN_FLIGHT, (supervisor) => {
    supervisor.addSink({
      level: 'all',
      take: (record, context) => void taken.push({ record, context, quiet: isQuiet(record) }),
    });
  });
  await new Caller(link, IN_FLIGHT).run(exchanges);
  return taken.slice();
};

type Level = 'all' | 'lifecycle';

/** In a folder of its own, gone afterwards. @returns µs a record */
const timeLog = (level: Level, taken: readonly Taken[]): number => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  try {
    const { audit: options } = resolveSupervise({ audit: { file: join(folder, 'audit.ndjson'), level } });
    if (options === undefined) throw new Error('no audit log was asked for');
    const { clock } = nodeHost();
    const { version = '', definition } = connectionMachine;
    const log = openAudit(options, {
      charts: { connection: { version, definition } },
      config: {},
      holdfast: 'bench',
      origin: clock.now(),
      clock,
      fault: (error) => {
        throw error;
      },
      stopLink: () => {},
    });
    const start = performance.now();
    give[level](log, taken);
    log.close();
    return ((performance.now() - start) * 1e3) / taken.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const give: Readonly<Record<Level, (log: Audit, taken: readonly Taken[]) => void>> = {
  all: (log, taken) => {
    for (const { record, context } of taken) log.take(record, context);
  },
  lifecycle: (log, taken) => {
    for (const { record, context, quiet } of taken)
      if (quiet) log.pass(record.seq, record.link, record, context);
      else log.take(record, context);
  },
};

/** @param exchanges whose transitions are kept, two for each */
export const measureAudit = async (rounds: number, exchanges: number): Promise<AuditResult> => {
  const taken = await recordsOf(exchanges);
  const turns = [(): number => timeLog('all', taken), (): number => timeLog('lifecycle', taken)];
  for (const turn of turns) turn();
  const [all = [], lifecycle = []] = await takeTurns(rounds, turns);
  return { all: spread(all), lifecycle: spread(lifecycle) };
};
