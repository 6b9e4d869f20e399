import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import { outage } from './happened.ts';
import { Desk, IN_USE, chain, quiet, record } from './writer-kit.ts';
import { folder } from './writing.ts';

describe('a disk without room', () => {
  test('makes entries wait; a part that was written is cut off, and all is written once there is room', () => {
    const desk = new Desk();
    const audit = desk.open();
    const whole = desk.texts[0];
    desk.disk.room = 100;
    audit.take(record(1), IN_USE);
    desk.time.pass(100);
    expect(desk.texts[0]).toBe(whole);
    expect(desk.faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/cannot be written \(ENOSPC: told by the test\); entries wait in memory/),
    ]);
    audit.take(record(2), IN_USE);
    desk.time.pass(5_000);
    desk.disk.room = Infinity;
    desk.time.pass(999);
    expect(desk.texts[0]).toBe(whole);
    desk.time.pass(1);
    expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'record 2']);
    expect(desk.faults.map(({ code }) => code)).toEqual(['audit-failed', 'audit-failed']);
    expect(desk.faults[1]?.message).toMatch(/it is written again, and nothing is missing$/);
    audit.close();
    expect(desk.told.at(-1)).toBe('close 2');
  });

  test('does not keep the process alive, and asks it no more than once a second', () => {
    const desk = new Desk();
    const audit = desk.open({ level: 'all' });
    desk.disk.failing.set('write', 'EIO');
    for (let seq = 1; seq <= 5_000; seq += 1) audit.take(record(seq), IN_USE);
    expect(desk.time.armed).toEqual([{ due: 1_000, ref: false }]);
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    expect(desk.entries).toHaveLength(5_001);
    audit.take(record(5_001), IN_USE);
    expect(desk.time.armed).toEqual([{ due: 100, ref: true }]);
  });

  test.each(['truncate', 'sync'] as const)('that also fails to %s leaves nothing torn behind', (name) => {
    const desk = new Desk();
    const audit = desk.open({ fsync: true });
    desk.disk.room = name === 'sync' ? Infinity : 50;
    desk.disk.failing.set(name, 'EIO');
    audit.take(record(1), IN_USE);
    desk.time.pass(100);
    expect(desk.faults).toHaveLength(1);
    desk.disk.failing.clear();
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    audit.close();
    expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'close 1']);
  });

  test('at a turn: the turn is written when there is room, and the next file begins then', () => {
    const desk = new Desk();
    const audit = desk.open({ rotate: { size: 1, age: 86_400_000 } });
    audit.take(record(1), IN_USE);
    audit.pass(2, 'bank', quiet(2), IN_USE);
    desk.disk.room = 700;
    desk.time.pass(100);
    expect(desk.faults).toHaveLength(1);
    audit.take(record(3), IN_USE);
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    audit.close();
    expect(desk.told.filter((told) => !told.startsWith('turn'))).toEqual([
      'segment 1 from 1',
      'record 1',
      'summary 2-2',
      'segment 2 from 3',
      'record 3',
      'segment 3 from 4',
      'close 3',
    ]);
  });

  test('at the end: the log is left open and whole, and that is told', () => {
    const desk = new Desk();
    const audit = desk.open();
    audit.take(record(1), IN_USE);
    desk.disk.room = 30;
    expect(() => audit.close()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
    expect(desk.told).toEqual(['segment 1 from 1']);
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.ndjson']);
    expect(desk.time.armed).toEqual([]);
    desk.disk.room = Infinity;
    desk.open().close();
    expect(desk.told.slice(1)).toEqual(['turn recovered', 'segment 2 from 1', 'close 0']);
  });

  test('from the first byte on: it is refused, and no file is left', () => {
    const desk = new Desk();
    desk.disk.room = 1_000;
    expect(() => desk.open()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
    expect(readdirSync(dirname(desk.log))).toEqual([]);
  });
});

describe('a file or folder that is gone', () => {
  test('is found out, and a new file follows once the folder is back', () => {
    const desk = new Desk(join(folder(), 'logs', 'audit.ndjson'));
    mkdirSync(dirname(desk.log));
    const audit = desk.open();
    audit.take(record(1), IN_USE);
    desk.time.pass(100);
    const { hash } = chain(desk.texts);
    rmSync(dirname(desk.log), { recursive: true });
    audit.take(record(2), IN_USE);
    desk.time.pass(5_000);
    expect(desk.faults.map(({ message }) => message)).toEqual([expect.stringContaining('the file was deleted')]);
    mkdirSync(dirname(desk.log));
    desk.time.pass(1_000);
    expect(desk.faults).toHaveLength(2);
    expect(readdirSync(dirname(desk.log)).toSorted()).toEqual(['audit.2.ndjson', 'audit.ndjson.lock']);
    audit.close();
    const again = new Desk(join(dirname(desk.log), 'audit.2.ndjson'));
    expect(again.texts[0]).toContain(`"segment":2,`);
    expect(again.texts[0]).toContain(`"previous":"${hash}"`);
    expect(again.texts[0]).toContain(`"next":2,`);
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.2.ndjson']);
  });

  test('at the end is begun anew, so that nothing is lost', () => {
    const desk = new Desk();
    const audit = desk.open();
    rmSync(desk.log);
    audit.take(record(1), IN_USE);
    audit.close();
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.2.ndjson']);
  });

  test.each(['ENOENT', 'EACCES'])('or closed to us when it is opened, is refused: %s', (code) => {
    const desk = new Desk();
    desk.disk.failing.set('create', code);
    expect(() => desk.open()).toThrow(
      expect.objectContaining({ code: 'audit-failed', message: expect.stringContaining(code) as string }),
    );
  });

  test('and whose lock another process took meanwhile is not written', () => {
    const desk = new Desk();
    const audit = desk.open();
    rmSync(desk.log);
    writeFileSync(`${desk.log}.lock`, '{"pid":2,"born":"x"}');
    audit.take(record(1), IN_USE);
    desk.time.pass(3_000);
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.ndjson.lock']);
    expect(() => audit.close()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
    expect(readdirSync(dirname(desk.log))).toEqual(['audit.ndjson.lock']);
  });
});

/** More than the buffer holds, while nothing can be written. @returns the seq that comes next */
const fill = (desk: Desk, audit: ReturnType<Desk['open']>, from = 1): number => {
  desk.disk.failing.set('write', 'ENOSPC');
  let seq = from;
  for (; seq < from + 2_000; seq += 1) audit.take(record(seq, { link: seq % 2 === 0 ? 'bank' : 'shop' }), IN_USE);
  return seq;
};

describe('when the buffer is full', () => {
  const options = { buffer: 64 * 1024 } as const;

  test('records are dropped, and a gap says which, and where each actor stands', () => {
    const desk = new Desk();
    const audit = desk.open(options);
    audit.pass(1, 'bank', quiet(1), IN_USE);
    let seq = fill(desk, audit, 2);
    const used = { ...IN_USE, exchanges: 9 };
    audit.pass(seq, 'bank', quiet(seq, { to: 'connected.probing' }), used);
    const last = seq;
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    seq += 1;
    audit.take(record(seq, { link: 'bank' }), used);
    audit.close();
    const told = desk.told.slice(1);
    const gap = desk.entries.find(({ type }) => type === 'gap');
    if (gap?.type !== 'gap') throw new Error('there is no gap');
    expect(gap).toMatchObject({ last, reason: 'the log could not be written, and the buffer was full' });
    expect(told.filter((one) => one.startsWith('record'))).toHaveLength(gap.first - 2 + 1);
    const range = `${String(gap.first)}-${String(last)}`;
    expect(told.slice(-5)).toEqual([
      `gap ${range}`,
      `summary ${range}`,
      `summary ${range}`,
      `record ${String(seq)}`,
      `close ${String(seq)}`,
    ]);
    const stands = desk.entries.flatMap((entry) => (entry.type === 'summary' && entry.last === last ? [entry] : []));
    expect(stands.find(({ link }) => link === 'bank')).toMatchObject({
      counts: {},
      to: 'connected.probing',
      until: last,
      context: used,
    });
    expect(desk.faults.map(({ message }) => message)).toEqual([
      expect.stringContaining('cannot be written'),
      expect.stringMatching(new RegExp(`from record ${String(gap.first)} on records are dropped and counted$`)),
      expect.stringMatching(
        new RegExp(`it is written again, and records ${String(gap.first)} to ${String(last)} are missing$`),
      ),
    ]);
    expect(desk.stopped).toEqual([]);
  });

  test('what an actor did before the gap is told before it', () => {
    const desk = new Desk();
    const audit = desk.open(options);
    audit.take(record(1, { link: 'quiet', connection: 'quiet#1' }), IN_USE);
    audit.pass(2, 'quiet', quiet(2, { connection: 'quiet#1' }), IN_USE);
    const seq = fill(desk, audit, 3);
    audit.pass(seq, 'quiet', quiet(seq, { connection: 'quiet#1' }), IN_USE);
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    audit.close();
    const { told } = desk;
    const gap = told.findIndex((one) => one.startsWith('gap'));
    expect(told.indexOf('summary 2-2')).toBeGreaterThan(0);
    expect(told.indexOf('summary 2-2')).toBeLessThan(gap);
    expect(told[gap]).toMatch(new RegExp(`-${String(seq)}$`));
  });

  test('what waits is bounded', () => {
    const desk = new Desk();
    const audit = desk.open(options);
    const header = desk.texts.join('').length;
    desk.disk.failing.set('write', 'EIO');
    audit.take(record(1), IN_USE);
    desk.time.pass(100);
    fill(desk, audit, 2);
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    audit.close();
    const kept = desk.texts.join('').length - header;
    expect(kept).toBeGreaterThan(64 * 1024);
    expect(kept).toBeLessThan(64 * 1024 + 3_000);
  });

  test('stop-link stops each link that loses a record, once, outside of its step, and tells it', async () => {
    const desk = new Desk();
    const audit = desk.open({ ...options, whenFull: 'stop-link' });
    const seq = fill(desk, audit);
    audit.take(record(seq, { link: '', connection: 'supervisor', chart: 'supervisor' }), {});
    expect(desk.stopped).toEqual([]);
    await Promise.resolve();
    expect(desk.stopped.toSorted()).toEqual(['bank', 'shop']);
    const links = desk.faults.flatMap(({ link }) => (link === undefined ? [] : [link]));
    expect(links.toSorted()).toEqual(['bank', 'shop']);
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    fill(desk, audit, seq + 1);
    await Promise.resolve();
    expect(desk.stopped).toHaveLength(4);
    desk.disk.failing.clear();
    desk.time.pass(1_000);
    audit.close();
    const gaps = desk.entries.flatMap((entry) => (entry.type === 'gap' ? [entry] : []));
    expect(gaps).toHaveLength(2);
    expect(gaps[1]?.first).toBeGreaterThan(gaps[0]?.last ?? Infinity);
  });

  test('block holds the process until there is room, and loses nothing', () => {
    const desk = new Desk();
    const audit = desk.open({ ...options, whenFull: 'block' });
    desk.whilePausing = () => {
      if (desk.held >= 300) desk.disk.failing.clear();
    };
    const seq = fill(desk, audit);
    // What comes next waits for its batch as ever, and for no retry.
    expect(desk.time.armed).toEqual([{ due: 100, ref: true }]);
    audit.close();
    expect(desk.held).toBe(300);
    expect(desk.entries.filter(({ type }) => type === 'record')).toHaveLength(seq - 1);
    expect(desk.stopped).toEqual([]);
  });

  test('block holds it no longer than it may, and then stops links', async () => {
    const desk = new Desk();
    const audit = desk.open({ ...options, whenFull: 'block', blockFor: 1_000 });
    fill(desk, audit);
    expect(desk.held).toBe(1_000);
    await Promise.resolve();
    expect(desk.stopped.toSorted()).toEqual(['bank', 'shop']);
  });
});

test.each(['all', 'lifecycle'] as const)(
  'a log with a gap, level %s, is complete, and what comes behind it replays',
  async (level) => {
    const desk = new Desk();
    await outage((origin) => {
      const audit = desk.open({ level, buffer: 3_000 }, { origin });
      let taken = 0;
      return {
        level,
        take: (one, context) => {
          taken += 1;
          if (taken === 6) desk.disk.failing.set('write', 'EIO');
          audit.take(one, context);
          desk.time.pass(100);
          if (taken === 22) {
            desk.disk.failing.clear();
            desk.time.pass(1_000);
          }
        },
        pass: (...args) => audit.pass(...args),
        close: () => audit.close(),
      };
    });
    const { answer, broken, missing } = await verify(desk.log);
    expect({ answer, broken }).toEqual({ answer: 'complete', broken: null });
    expect(missing).toBeGreaterThan(3);
  },
);
