import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../bench/report/results.ts';
import { goals, judge } from '../../bench/report/goals.ts';
import { table } from '../../bench/report/table.ts';
import { ratio, spread, takeTurns } from '../../bench/run/rounds.ts';

/** Below the package, so that what it imports is found; ignored by everything else. */
const BUILT = '.bench/test';

const run = (program: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${String(status)}\n${stdout}${stderr}`);
  return stdout;
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
  }, 120_000);

  it('measures each variant of each work in the same run, and says which it left out', () => {
    expect(results.works.map(({ work }) => work)).toEqual(['a', 'b']);
    for (const { rows, notes } of results.works) {
      const measured = rows.map(({ variant }) => variant);
      expect(measured.slice(0, 4)).toEqual(['raw', 'rawbatch', 'holdfast promises', 'holdfast callbacks']);
      const missing = ['ioredis', 'ioredis autopipelining'].filter((peer) => !measured.some((one) => one === peer));
      for (const peer of missing) expect(notes).toContain(`${peer}: not measured, redis-server is not installed`);
      for (const { perSecond, ofRaw, ofRawbatch, cpuMicros } of rows) {
        for (const { least, median, most } of [perSecond, ofRaw, ofRawbatch, cpuMicros]) {
          expect(least).toBeGreaterThan(0);
          expect(median).toBeGreaterThanOrEqual(least);
          expect(most).toBeGreaterThanOrEqual(median);
        }
      }
      expect(rows[0]?.ofRaw.median).toBe(1);
      expect(rows[1]?.ofRawbatch.median).toBe(1);
    }
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
  const nothing = { works: [], chart: null, actorBytes: null, framing: null };
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
