import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import { outage } from './happened.ts';
import { Desk, IN_USE, quiet, record } from './writer-kit.ts';

describe('a file is turned over', () => {
  test('by its size, with all that is summed up so far, and the chain goes on', () => {
    const desk = new Desk();
    const audit = desk.open({ rotate: { size: 1, age: 86_400_000 } });
    audit.take(record(1), IN_USE);
    audit.pass(2, 'bank', quiet(2), IN_USE);
    desk.time.pass(100);
    audit.take(record(3), IN_USE);
    audit.close();
    expect(desk.told).toEqual([
      'segment 1 from 1',
      'record 1',
      'summary 2-2',
      'turn size',
      'segment 2 from 3',
      'record 3',
      'turn size',
      'segment 3 from 4',
      'close 3',
    ]);
    expect(readdirSync(dirname(desk.log)).toSorted()).toEqual(['audit.2.ndjson', 'audit.3.ndjson', 'audit.ndjson']);
    for (const name of readdirSync(dirname(desk.log)))
      expect(statSync(`${dirname(desk.log)}/${name}`).mode & 0o777).toBe(0o600);
  });

  test('by its age, with the next entry', () => {
    const desk = new Desk();
    const audit = desk.open({ rotate: { size: 2 ** 30, age: 5_000 } });
    desk.time.pass(60_000);
    expect(existsSync(desk.log.replace('audit.', 'audit.2.'))).toBe(false);
    audit.take(record(1), IN_USE);
    desk.time.pass(100);
    audit.take(record(2), IN_USE);
    desk.time.pass(4_900);
    audit.close();
    expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'turn age', 'segment 2 from 2', 'record 2', 'close 2']);
  });

  test('with more to sum up than a batch holds, and no batch is larger', () => {
    const desk = new Desk();
    const audit = desk.open({ rotate: { size: 1, age: 86_400_000 } });
    for (let seq = 1; seq <= 1_500; seq += 1) {
      const connection = `bank#${String(seq)}`;
      audit.take(record(2 * seq - 1, { connection }), IN_USE);
      audit.pass(2 * seq, 'bank', quiet(seq, { connection }), IN_USE);
    }
    audit.close();
    const sums = desk.entries.filter(({ type }) => type === 'summary');
    expect(sums).toHaveLength(1_500);
    const sizes = desk.texts.flatMap((text) =>
      [...text.matchAll(/"checkpoint","entries":(\d+)/g)].map(([, n]) => Number(n)),
    );
    expect(Math.max(...sizes)).toBe(512);
  });
});

test.each(['all', 'lifecycle'] as const)('a log of many files, level %s, replays as one', async (level) => {
  const desk = new Desk();
  const sink = desk.open({ level, rotate: { size: 1, age: 86_400_000 } });
  let taken = 0;
  await outage((origin) => {
    sink.close();
    const audit = desk.open({ level, rotate: { size: 1, age: 86_400_000 } }, { origin });
    return {
      level,
      take: (one, context) => {
        audit.take(one, context);
        taken += 1;
        if (taken % 3 === 0) desk.time.pass(100);
      },
      pass: (...args) => audit.pass(...args),
      close: () => audit.close(),
    };
  });
  const { answer, broken, notReplayed, files } = await verify(desk.log);
  expect({ answer, broken, notReplayed }).toEqual({ answer: 'complete', broken: null, notReplayed: null });
  expect(files).toBeGreaterThan(4);
});
