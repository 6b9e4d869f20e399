import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SegmentEntry } from '../../src/audit/entries.ts';
import { verify } from '../../src/audit/verify.ts';
import { outage } from './happened.ts';
import { Desk, IN_USE, chain, inShort, record } from './writer-kit.ts';

function headerOf(config: unknown, origin = 0): SegmentEntry {
  const desk = new Desk();
  desk.open({}, { config, origin }).close();
  const [header] = desk.entries;
  if (header?.type !== 'segment') throw new Error('there is no header');
  return header;
}

function syncs(fsync: boolean): number {
  const desk = new Desk();
  const audit = desk.open({ fsync });
  audit.take(record(1), IN_USE);
  audit.close();
  return desk.disk.syncs;
}

describe('a log', () => {
  test.each(['all', 'lifecycle'] as const)('of real links, level %s, is complete and replays', async (level) => {
    const desk = new Desk();
    await outage((origin) => desk.open({ level }, { origin }));
    const { answer, broken, notReplayed, records, summed, skipped } = await verify(desk.log);
    expect({ answer, broken, notReplayed, skipped }).toEqual({
      answer: 'complete',
      broken: null,
      notReplayed: null,
      skipped: 0,
    });
    expect(records + summed).toBeGreaterThan(30);
    expect(summed > 0).toBe(level === 'lifecycle');
  });

  test('begins with what its records were made by', () => {
    const desk = new Desk();
    expect(headerOf({}, 7.5)).toMatchObject({
      type: 'segment',
      format: 1,
      segment: 1,
      next: 1,
      origin: 7.5,
      level: 'lifecycle',
      previous: '0'.repeat(64),
      holdfast: '0.0.0',
      charts: desk.facts.charts,
    });
  });

  test('tells a change of the configuration, whatever the order of its keys', () => {
    const { config } = headerOf({ tls: { key: 'a' }, on: inShort, match: /x/ });
    expect(config).toMatch(/^[\da-f]{64}$/);
    expect(headerOf({ match: /x/, on: inShort, tls: { key: 'a' } })).toHaveProperty('config', config);
    for (const other of [
      { tls: { key: 'b' }, on: inShort, match: /x/ },
      { tls: { key: 'a' }, on: record, match: /x/ },
      7n,
      new Desk(),
    ])
      expect(headerOf(other)).not.toHaveProperty('config', config);
  });

  test('is readable to its owner alone, and made anew, never written over', () => {
    const desk = new Desk();
    desk.open().close();
    expect(statSync(desk.log).mode & 0o777).toBe(0o600);
    const before = desk.texts[0];
    desk.open().close();
    expect(desk.texts[0]).toBe(before);
    expect(desk.told).toEqual(['segment 1 from 1', 'close 0', 'segment 2 from 1', 'close 0']);
  });
});

describe('a batch', () => {
  test('is written once it has 512 entries, in one write', () => {
    const desk = new Desk();
    const audit = desk.open({ level: 'all' });
    const { writes } = desk.disk;
    for (let seq = 1; seq < 512; seq += 1) audit.take(record(seq), IN_USE);
    expect(desk.disk.writes).toBe(writes);
    audit.take(record(512), IN_USE);
    expect(desk.disk.writes).toBe(writes + 1);
    expect(chain(desk.texts).batches).toEqual([1, 512]);
    audit.close();
    expect(chain(desk.texts).batches).toEqual([1, 512, 1]);
  });

  test('is written 100 ms after its first entry', () => {
    const desk = new Desk();
    const audit = desk.open();
    audit.take(record(1), IN_USE);
    desk.time.pass(60);
    audit.take(record(2), IN_USE);
    desk.time.pass(39);
    expect(desk.told).toEqual(['segment 1 from 1']);
    desk.time.pass(1);
    expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'record 2']);
    expect(desk.time.armed).toEqual([]);
  });

  test('keeps the process alive until it is written, and nothing does afterwards', () => {
    const desk = new Desk();
    const audit = desk.open();
    expect(desk.time.armed).toEqual([]);
    audit.take(record(1), IN_USE);
    expect(desk.time.armed).toEqual([{ due: 100, ref: true }]);
    audit.close();
    expect(desk.time.armed).toEqual([]);
  });

  test('is synced where that was asked for: the header, what waits, the end', () => {
    expect([syncs(false), syncs(true)]).toEqual([0, 3]);
  });
});

test('what comes after the end is not taken', () => {
  const desk = new Desk();
  const audit = desk.open();
  audit.take(record(1), IN_USE);
  audit.close();
  audit.close();
  audit.take(record(2), IN_USE);
  audit.pass(3, 'bank', record(3), IN_USE);
  desk.time.pass(1_000);
  expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'close 1']);
  expect(desk.faults).toEqual([]);
});
