/**
 * Writes a log of a million records, of a long link, of short ones and of sessions that come and go, and verifies it. Built as
 * the other measurements are: `node --max-old-space-size=96 .bench/bench/long-log.js [records] [all|lifecycle]`. The limit on
 * the heap is the test: the log is some times as large.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeHost, supervise, verifyAudit } from '../src/index.ts';
import type { Link } from '../src/index.ts';

const [, , given = '1000000', asked = 'all'] = process.argv;
const level = asked === 'lifecycle' ? 'lifecycle' : 'all';

const ask = (link: Link, times: number): Promise<unknown> =>
  Promise.all(Array.from({ length: times }, () => link.request(new Uint8Array(16))));

/** @returns how many records it is */
const write = async (file: string, records: number): Promise<number> => {
  const supervisor = supervise({ audit: { file, level, buffer: '256MiB' } }, nodeHost());
  let written = 0;
  const count = (): void => {
    written += 1;
  };
  supervisor.addSink({ level: 'all', take: count });
  const framing = 'uint:4';
  const limits = { max: 1_000, perAddress: 1_000 };
  const front = supervisor.listener('front', { on: 'tcp://127.0.0.1:0', framing, answer: 'echo', limits });
  await front.ready();
  const to = `tcp://${String(front.address)}`;
  const long = supervisor.link('long', { to, framing, exchange: { mode: 'pipeline', window: 64 } });
  const short = supervisor.link('short', { to, framing, lifecycle: { type: 'short', closeBy: 'reset' } });
  const enough = (): boolean => written >= records;
  while (!enough()) await Promise.all([ask(long, 64), ask(short, 4)]);
  await supervisor.stop();
  return written;
};

const folder = mkdtempSync(join(tmpdir(), 'holdfast-long-log-'));
try {
  const file = join(folder, 'audit.ndjson');
  const written = await write(file, Number(given));
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  let heap = 0;
  const start = performance.now();
  const { answer, records, summed } = await verifyAudit(file, {
    progress: () => {
      heap = Math.max(heap, process.memoryUsage().heapUsed);
    },
  });
  const told = {
    level,
    answer,
    written,
    records,
    summed,
    logMB: Math.round(bytes / 1e6),
    seconds: Math.round((performance.now() - start) / 100) / 10,
    heapMB: Math.round(heap / 1e6),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
