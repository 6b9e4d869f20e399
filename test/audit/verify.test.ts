import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SegmentEntry } from '../../src/audit/entries.ts';
import { segmentFile } from '../../src/audit/entries.ts';
import type { Verification } from '../../src/audit/verify.ts';
import { verify } from '../../src/audit/verify.ts';
import { closed, few, linesOf, seqOf, told, turn, verified } from './told.ts';
import type { RecordDraft } from './told.ts';
import type { Draft } from './writing.ts';
import { chartsOf, folder, save, written } from './writing.ts';

const run = (name: string): { header: { run: string } } => ({ header: { run: name } });

const gap = (first: number, last: number): Draft => ({ type: 'gap', first, last, reason: 'disk full', at: 0 });

const three = (): string[] =>
  written([
    { entries: [...few().slice(0, 2), turn] },
    { header: { next: 3 }, entries: [...few().slice(2, 4), turn] },
    { header: { next: 5 }, entries: closed(few().slice(4), 6) },
  ]).texts;

const inPlace = async (line: string): Promise<string | undefined> => {
  const found = await verified(written([{ entries: [...few(), JSON.parse(line) as Draft] }]).texts);
  return found.broken?.reason;
};

const gaps = (n: number): Draft[] => Array.from({ length: n }, (_, i) => gap(i + 1, i + 1));

const other = (change: Partial<SegmentEntry['charts'][string]>): Promise<Verification> => {
  const link = chartsOf()['link'];
  if (link === undefined) throw new Error('there is no chart');
  return verified(
    written([{ header: { charts: { ...chartsOf(), link: { ...link, ...change } } }, entries: closed(few()) }]).texts,
  );
};

const lost = (entries: readonly Draft[]): Promise<Verification> =>
  verified(written([{ entries: [...entries] }], 'lifecycle').texts);
describe.each(['all', 'lifecycle'] as const)('a log of level %s that real links told', (level) => {
  it('is complete, and replays', async () => {
    const { texts, hash } = written([{ entries: told[level].closing() }], level);
    const found = await verified(texts);
    expect(found).toMatchObject({ answer: 'complete', broken: null, notReplayed: null, skipped: 0, head: hash });
    expect(found.records + found.summed).toBe(told[level].highest);
    expect(found.summed > 10).toBe(level === 'lifecycle');
  });

  it('is open without its closing record', async () => {
    const found = await verified(written([{ entries: told[level].entries }], level).texts);
    expect(found).toMatchObject({ answer: 'open', broken: null });
  });

  it('goes on over several files', async () => {
    const entries = told[level].closing();
    const cut = entries.findIndex((entry) => entry.type === 'record' && entry.to === 'reconnecting.backing-off');
    const next = seqOf(entries[cut]);
    const { texts } = written(
      [{ entries: [...entries.slice(0, cut), turn] }, { header: { next }, entries: entries.slice(cut) }],
      level,
    );
    expect(await verified(texts)).toMatchObject({ answer: 'complete', broken: null, files: 2, runs: 1 });
  });
});

describe('files', () => {
  it('follow on each other', async () => {
    expect(await verified(three())).toMatchObject({ answer: 'complete', files: 3, records: 6 });
  });

  it.each([0, 1])('number %i + 1 cannot be gone', async (gone) => {
    const log = save(three());
    rmSync(segmentFile(log, gone + 1));
    const found = await verify(log);
    expect(found.answer).toBe('broken');
    expect(found.broken?.reason).toBe(
      `file ${String(gone + 1)} of the log is missing, and number ${String(gone + 2)} is there`,
    );
  });

  it('the last can be gone unseen, unless its hash is known', async () => {
    const log = save(three());
    const { head } = await verify(log);
    rmSync(segmentFile(log, 3));
    expect((await verify(log)).answer).toBe('open');
    expect((await verify(log, { head })).answer).toBe('broken');
  });

  it('cannot change places', async () => {
    const [a = '', b = '', c = ''] = three();
    for (const order of [
      [b, a, c],
      [a, c, b],
      [a, a, b, c],
      [a, b, b, c],
      [a, b, c, c],
    ])
      expect((await verified(order)).answer).toBe('broken');
  });

  it('cannot be cut where another follows', async () => {
    const [a = '', b = '', c = ''] = three();
    const ends = linesOf(b);
    for (let keep = 0; keep < ends.length; keep += 1)
      expect((await verified([a, ends.slice(0, keep).join(''), c])).answer).toBe('broken');
    expect((await verified([a, b.slice(0, -1), c])).answer).toBe('broken');
  });

  it('one that was begun and has no header yet is the tail', async () => {
    const [a = '', b = ''] = three();
    for (const begun of ['', '{"ty', '{"type":"segment","form']) {
      expect(await verified([a, b, begun])).toMatchObject({ answer: 'open', files: 3 });
      const { texts } = written([{ entries: closed(few()) }]);
      expect(await verified([...texts, begun])).toMatchObject({ answer: 'open' });
    }
  });

  it('a run after a clean stop, and one after a death, begin anew', async () => {
    const { texts } = written([
      { ...run('a'), entries: closed(few()) },
      { ...run('b'), entries: [...few(), { type: 'turn', at: 0, why: 'recovered', cut: 17 }] },
      { ...run('c'), entries: [...few(), turn] },
      { ...run('d'), entries: closed(few()) },
    ]);
    expect(await verified(texts)).toMatchObject({ answer: 'complete', runs: 4, records: 24 });
  });

  it('one that says another hash than that before it does not follow', async () => {
    const header = { next: 7, previous: 'a'.repeat(64) };
    const { texts } = written([{ entries: [...few(), turn] }, { header, entries: closed([], 6) }]);
    expect((await verified(texts)).broken?.reason).toBe('the file does not follow on the one before it');
  });

  it('a run cannot be told twice', async () => {
    const { texts } = written([{ entries: closed(few()) }, { entries: closed(few()) }]);
    expect((await verified(texts)).broken?.reason).toBe('a run begins that has been before');
  });
});

describe('what is no entry', () => {
  it.each([
    ['[]', 'the line is no entry'],
    ['{"type":"toString"}', 'the line is of no known type'],
    ['{"type":"gap"}', "the gap's 'first' is missing or no count"],
    ['{"type":"gap","first":1.5,"last":2,"reason":"","at":0}', "the gap's 'first' is missing or no count"],
    ['{"type":"turn","at":0,"why":"whim","cut":0}', 'the turn is not what one must be'],
    ['{"type":"checkpoint","entries":1,"hash":"x"}', 'the hash of lines 6 to 8 is another'],
  ])('%s', async (line, reason) => {
    expect(await inPlace(line)).toBe(reason);
  });

  it('a line without an end of a megabyte', async () => {
    const { texts } = written([{ entries: few() }]);
    expect((await verified([`${texts.join('')}{"type":"${'x'.repeat(2 ** 20)}`])).broken?.reason).toBe(
      'the line is longer than any line of a log',
    );
  });

  it('more entries than a flush without a checkpoint', async () => {
    const open = await verified(written([{ entries: gaps(511), batch: 1_000, sealed: false }]).texts);
    expect(open).toMatchObject({ answer: 'open', tail: { entries: 512, bytes: 0 }, missing: 511 });
    const broken = await verified(written([{ entries: gaps(512), batch: 1_000, sealed: false }]).texts);
    expect(broken.answer).toBe('broken');
  });

  it('a log that is not there', async () => {
    await expect(verify('/nowhere/audit.ndjson')).rejects.toMatchObject({ code: 'audit-unreadable' });
    await expect(verify(`${folder()}/audit.ndjson`)).rejects.toMatchObject({ code: 'audit-unreadable' });
  });
});

describe('a log of other charts', () => {
  it('has its chain verified, and is not replayed', async () => {
    const found = await other({ version: '0.9' });
    expect(found).toMatchObject({ answer: 'complete', broken: null });
    expect(found.notReplayed).toMatch(/^the chart 'link' is of version 0\.9, and of \S+ here$/);
  });

  it('with a definition that is not the one archived, is broken', async () => {
    expect((await other({ hash: 'a'.repeat(64) })).broken?.reason).toBe(
      "the archived definition of the chart 'link' has another hash",
    );
  });
});

describe('behind a gap', () => {
  it('actors go on from where they are said to stand', async () => {
    const all = told.all.entries.filter((one): one is RecordDraft => one.type === 'record');
    const at = all.findIndex(({ to }) => to === 'reconnecting.backing-off');
    const redial = all[at + 1];
    const fell = all[at];
    if (redial === undefined || fell === undefined) throw new Error('nothing fell');
    const input = all.find(({ event, chart }) => event.type === 'start' && chart === 'connection')?.event['input'];
    const context = {
      ...(input as object),
      pending: 0,
      exchanges: 2,
      misses: 0,
      attempts: 1,
      target: 0,
      paused: false,
      idleSince: 0,
      drainFor: null,
      loss: 'x',
      reason: null,
    };
    const { link, connection, chart, epoch } = fell;
    const hole = gap(fell.seq - 1, fell.seq);
    const stands: Draft = {
      type: 'summary',
      link,
      connection,
      chart,
      epoch,
      first: fell.seq - 1,
      last: fell.seq,
      counts: {},
      until: 0,
      to: fell.to,
      context,
    };
    const before = all.slice(0, at - 1);
    expect(await lost([...before, hole, stands, redial])).toMatchObject({ answer: 'open', missing: 2, skipped: 0 });
    expect((await lost([...before, hole, redial])).answer).toBe('broken');
    expect((await lost([...before, hole, { ...stands, first: 1 }, redial])).broken?.reason).toContain(
      'tells of no gap',
    );
    expect((await lost([...before, hole, { ...stands, to: 'nowhere' }, redial])).answer).toBe('broken');
  });

  it('a gap is where nothing else was', async () => {
    expect((await lost([...few(), gap(6, 7)])).answer).toBe('broken');
    expect((await lost([...few(), gap(8, 7)])).answer).toBe('broken');
    expect((await lost([...few(), gap(7, 7)])).answer).toBe('open');
  });
});
