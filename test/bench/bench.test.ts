import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../bench/report/results.ts';
import { goals, judge } from '../../bench/report/goals.ts';
import { table } from '../../bench/report/table.ts';
import type { Spread } from '../../bench/run/rounds.ts';
import { ratio, spread, takeTurns } from '../../bench/run/rounds.ts';
import { readers } from '../../bench/stream/readers.ts';

/** Below the package, so that what it imports is found; ignored by everything else. */
const BUILT = '.bench/test';

const run = (program: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${String(status)}\n${stdout}${stderr}`);
  return stdout;
};

const inOrder = ({ least, median, most }: Spread): void => {
  expect(least).toBeGreaterThan(0);
  expect(median).toBeGreaterThanOrEqual(least);
  expect(most).toBeGreaterThanOrEqual(median);
};

describe('a quick run of the bench', () => {
  let text = '';
  let results: Results;

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
    try {
      run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.bench.json', '--outDir', BUILT]);
      const out = join(folder, 'results.json');
      text = run(process.execPath, [`${BUILT}/bench/main.js`, '--quick', '--out', out]);
      results = JSON.parse(readFileSync(out, 'utf8')) as Results;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 180_000);

  it('measures each variant of each work in the same run, and says which it left out', () => {
    const own = ['raw', 'rawbatch', 'holdfast promises', 'holdfast callbacks'];
    const peers = ['ioredis', 'ioredis autopipelining'];
    const measured = results.works.map(({ rows, notes }) => {
      const left = peers.filter((peer) => notes.includes(`${peer}: not measured, redis-server is not installed`));
      return [...rows.map(({ variant }): string => variant), ...left];
    });
    const all = [...own, ...peers];
    expect(results.works.map(({ work }) => work)).toEqual(['a', 'b', 'c', 'd']);
    expect(measured).toEqual([all, all, all, own.filter((variant) => variant !== 'rawbatch')]);
    expect(text).toContain(results.absent.join(', '));
  });

  it('compares each with raw, and with joined writes where there is something to join', () => {
    for (const { work, rows } of results.works) {
      for (const { perSecond, ofRaw, cpuMicros } of rows)
        for (const figure of [perSecond, ofRaw, cpuMicros]) inOrder(figure);
      expect(rows[0]?.ofRaw.median).toBe(1);
      const joined = rows.flatMap(({ ofRawbatch }) => ofRawbatch ?? []);
      expect(joined).toHaveLength(work === 'd' ? 0 : rows.length);
      for (const figure of joined) inOrder(figure);
    }
  });

  it('brings many lines up and ends them, holds them with heartbeats, and weighs them', () => {
    const storms = results.supervisor?.storms ?? [];
    expect(storms.map(({ lines }) => lines)).toEqual([20, 40]);
    for (const { up, rawUp, ofRaw, down, rawDown, bytes, rawBytes } of storms) {
      for (const phase of [up, rawUp, down, rawDown])
        for (const figure of [phase.ms, phase.delayP99, phase.delayMost]) inOrder(figure);
      for (const figure of [ofRaw, bytes, rawBytes]) inOrder(figure);
    }
    expect(results.supervisor?.growth.median).toBeGreaterThan(0);
    expect(results.supervisor?.pulse.perSecond).toBeGreaterThan(0);
    expect(results.supervisor?.pulse.share).toBeGreaterThan(0);
    expect(results.supervisor?.pulse.rawShare).toBeGreaterThan(0);
  });

  it('measures what a listener costs, beside a server by hand', () => {
    const rows = results.listener ?? [];
    const each = ['raw', 'holdfast bytes', 'holdfast promises'];
    expect(rows.map(({ server }): string => server)).toEqual([...each, ...each]);
    for (const { perSecond, ofRaw } of rows) for (const figure of [perSecond, ofRaw]) inOrder(figure);
    expect(rows[0]?.ofRaw.median).toBe(1);
  });

  it('measures what the stream of records costs, read and unread', () => {
    const rows = results.stream ?? [];
    expect(rows.map(({ reader }) => reader)).toEqual(readers.map(({ id }) => id));
    for (const { ns, ofCompiledOut } of rows) for (const figure of [ns, ofCompiledOut]) inOrder(figure);
    expect(rows[0]?.ofCompiledOut.median).toBe(1);
  });

  it('measures what the audit log costs a record, at both levels', () => {
    for (const figure of [results.audit?.all, results.audit?.lifecycle]) expect(figure?.least).toBeGreaterThan(0);
  });

  it('measures what the inspector costs a record, with a page and without', () => {
    const { alone, shown, quiet, bytes } = results.inspector ?? {};
    for (const figure of [alone?.least, shown?.least, quiet?.least, bytes]) expect(figure).toBeGreaterThan(0);
  });

  it('measures chart, memory and framing', () => {
    const { chart, actorBytes, framing } = results;
    const figures = [
      chart?.compiledNs.median,
      chart?.timesFaster.median,
      actorBytes?.compiled,
      actorBytes?.interpreted,
    ];
    for (const figure of [...figures, framing?.smallMillions.median, framing?.largeGigabytes.median])
      expect(figure).toBeGreaterThan(0);
    expect(framing?.doubling.median).toBeGreaterThan(0);
  });

  it('holds each goal against its figure, reached or not', () => {
    expect(results.goals.map(({ text: goal }) => goal)).toEqual(goals.map(({ text: goal }) => goal));
    for (const { work, text: goal } of results.goals) expect(text).toContain(`${work}: ${goal}`);
  });

  it('says that it measures nothing', () => {
    expect(results.quick).toBe(true);
    expect(text).toContain('measures nothing');
  });
});

describe('rounds', () => {
  it('let each variant run once in each, beginning with another each time', async () => {
    const order: string[] = [];
    const turn = (name: string) => () => order.push(name);
    const results = await takeTurns(3, [turn('a'), turn('b'), turn('c')]);
    expect(order.join('')).toBe('abcbcacab');
    expect(results).toEqual([
      [1, 6, 8],
      [2, 4, 9],
      [3, 5, 7],
    ]);
  });

  it('are summed up by median, and compared round by round', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spread([4, 1, 2, 3]).median).toBe(2.5);
    expect(ratio([10, 40, 90], [10, 20, 30])).toEqual({ median: 2, least: 1, most: 3 });
  });
});

describe('a goal', () => {
  const nothing = {
    works: [],
    listener: null,
    supervisor: null,
    stream: null,
    audit: null,
    inspector: null,
    chart: null,
    actorBytes: null,
    framing: null,
  };
  const goal = (bound: 'at least' | 'at most', figure: number | null) =>
    judge({ work: 'b', text: 'of raw', bound, goal: 4, figure: () => figure }, nothing);

  it('is reached at its bound, from its own side', () => {
    expect(goal('at least', 4)).toMatchObject({ reached: true, shortBy: 0 });
    expect(goal('at most', 4)).toMatchObject({ reached: true, shortBy: 0 });
    expect(goal('at least', 3)).toMatchObject({ reached: false, shortBy: 0.25 });
    expect(goal('at most', 5)).toMatchObject({ reached: false, shortBy: 0.25 });
  });

  it('says nothing of what was not measured', () => {
    expect(goal('at least', null)).toMatchObject({ reached: null, shortBy: null, figure: null });
    for (const one of goals) expect(judge(one, nothing).reached).toBeNull();
  });
});

it('a table lines its columns up, numbers to the right', () => {
  const rows = [
    ['', 'n'],
    ['one', '1'],
    ['three', '333'],
  ];
  expect(table(rows)).toBe('         n\none      1\nthree  333');
});
