import { readFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { segmentFile } from '../../src/audit/entries.ts';
import { verify } from '../../src/audit/verify.ts';
import type { AuditOptions } from '../../src/contract/options/audit.ts';
import type { SinkMaker } from '../../src/supervisor/supervisor.ts';
import { outage, Stage, options } from './happened.ts';
import { Desk } from './writer-kit.ts';

/** Our own writer, on the desk's disk and the time of what is recorded. */
const writing =
  (desk: Desk, given: Partial<AuditOptions>): SinkMaker =>
  (origin) =>
    desk.open(given, { origin });

describe.each(['all', 'lifecycle'] as const)('what our own writer has written at level %s', (level) => {
  it('is complete, and replays', async () => {
    const desk = new Desk();
    await outage(writing(desk, { level }));
    const found = await verify(desk.log);
    expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, missing: 0, skipped: 0 });
    expect(found.records + found.summed).toBeGreaterThan(50);
  });

  it('over many files', async () => {
    const desk = new Desk();
    await outage((origin) => {
      const sink = desk.open({ level, rotate: { size: 1, age: 86_400_000 } }, { origin });
      return {
        level,
        take: (record, context) => {
          sink.take(record, context);
          desk.time.pass(100);
        },
        pass: (...passed) => sink.pass(...passed),
        close: () => sink.close(),
      };
    });
    const found = await verify(desk.log);
    expect(found).toMatchObject({ answer: 'complete', broken: null, runs: 1 });
    expect(found.files).toBeGreaterThan(10);
  });

  it('behind a gap actors go on', async () => {
    const desk = new Desk();
    const stage = new Stage((origin) => desk.open({ level, buffer: 1 }, { origin }));
    const link = stage.supervisor.link('line', options);
    await stage.ask(link);
    desk.time.pass(100);
    desk.disk.room = 0;
    stage.silent = true;
    for (let i = 0; i < 30; i += 1) {
      await stage.pass(500);
      desk.time.pass(100);
    }
    stage.silent = false;
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    await stage.pass(20_000);
    await stage.ask(link);
    await stage.stop();
    const found = await verify(desk.log);
    expect(found).toMatchObject({ answer: 'complete', broken: null, skipped: 0 });
    expect(found.missing).toBeGreaterThan(3);
  });

  it('by a process that died at any byte, and by its successor', async () => {
    const desk = new Desk();
    await outage(writing(desk, { level }));
    const size = readFileSync(desk.log).length;
    for (let cut = size; cut > size - 4_000; cut -= 37) {
      truncateSync(desk.log, cut);
      expect([cut, (await verify(desk.log)).answer]).toEqual([cut, cut === size ? 'complete' : 'open']);
    }
    await outage(writing(desk, { level }));
    expect(await verify(desk.log)).toMatchObject({ answer: 'complete', broken: null, runs: 2, files: 2 });
    const second = readFileSync(segmentFile(desk.log, 2), 'utf8');
    expect(second).toContain('"next":1,');
  });
});
