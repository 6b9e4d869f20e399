import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import type { Entry } from '../../src/audit/entries.ts';
import { BATCH, segmentFile } from '../../src/audit/entries.ts';
import { verify } from '../../src/audit/verify.ts';
import { outage } from './happened.ts';
import { MemoryFiles } from './recovery-memory.ts';
import { Desk, IN_USE, chain, defaults, inShort, quiet, record } from './writer-kit.ts';

/** Charts so small that each byte of a log can be cut. */
const charts = { connection: { version: '1', definition: { id: 'connection' } } };

/** A small log: two files, summaries, several batches; a clean end or none. */
function small(ended: boolean): Desk {
  const desk = new Desk();
  const audit = desk.open({ rotate: { size: 2_000, age: 86_400_000 } }, { charts });
  for (let seq = 1; seq <= 18; seq += 2) {
    audit.take(record(seq), IN_USE);
    audit.pass(seq + 1, 'bank', quiet(seq), { ...IN_USE, exchanges: seq });
    if (seq % 4 === 1) desk.time.pass(100);
  }
  desk.time.pass(100);
  if (ended) audit.close();
  return desk;
}

/** What is left of a log whose last files are not there and whose newest one ends after `cut` bytes. */
function leftOf(texts: readonly string[], newest: number, cut: number): Desk {
  const desk = new Desk();
  texts.slice(0, newest + 1).forEach((text, i) => {
    const bytes = Buffer.from(text);
    writeFileSync(segmentFile(desk.log, i + 1), i === newest ? bytes.subarray(0, cut) : bytes);
  });
  return desk;
}

const LOG = '/logs/audit.ndjson';

/** What the next run makes of it, and what it should: nothing whole is lost, nothing is invented, and the log goes on. */
function recovery(texts: readonly string[], newest: number, cut: number): { got: object; want: object } {
  const files = new MemoryFiles();
  const left = texts.slice(0, newest + 1).map((text, i) => (i === newest ? text.slice(0, cut) : text));
  left.forEach((text, i) => files.put(segmentFile(LOG, i + 1), Buffer.from(text)));
  const desk = new Desk(LOG);
  const audit = openAudit({ ...defaults, file: LOG }, { ...desk.facts, charts }, { ...desk.parts, files });
  audit.take(record(1), IN_USE);
  audit.close();

  const after: string[] = [];
  for (let segment = 1; files.exists(segmentFile(LOG, segment)); segment += 1)
    after.push(files.text(segmentFile(LOG, segment)));
  const { entries, open, batches } = chain(after);
  const whole = left.join('').slice(0, left.join('').lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  const kept = lines.map((line) => JSON.parse(line) as Entry).filter(({ type }) => type !== 'checkpoint');
  const turn = entries[kept.length];
  const got = {
    kept: entries.slice(0, kept.length),
    added: entries.slice(kept.length).map(inShort),
    cut: turn?.type === 'turn' ? turn.cut : null,
    open,
    isTooLarge: Math.max(...batches) > BATCH.entries,
  };
  const segments = entries.filter(({ type }) => type === 'segment').length;
  const next = [`segment ${String(segments)} from 1`, 'record 1', 'close 1'];
  const last = kept.at(-1)?.type;
  const isEnded = last === undefined || last === 'turn' || last === 'close';
  const torn = left.join('').length - whole.length;
  const want = {
    kept,
    added: isEnded ? next : ['turn recovered', ...next],
    cut: isEnded ? null : torn,
    open: 0,
    isTooLarge: false,
  };
  return { got, want };
}

describe('a process may die at any byte', () => {
  test.each([true, false])('of a small log (ended: %s), and what was whole is kept and sealed', (ended) => {
    const { texts } = small(ended);
    expect(texts.length).toBeGreaterThan(1);
    texts.forEach((text, newest) => {
      for (let cut = 0; cut <= text.length; cut += 1) {
        const { got, want } = recovery(texts, newest, cut);
        expect(got).toEqual(want);
      }
    });
  });

  test('of the recovery itself', () => {
    const { texts } = small(false);
    const desk = leftOf(texts, 0, 1_500);
    desk.open({}, { charts });
    const recovered = readFileSync(desk.log, 'utf8');
    const from = texts[0]?.lastIndexOf('\n', 1_499) ?? 0;
    for (let cut = from; cut <= recovered.length; cut += 1) {
      const { got, want } = recovery([recovered], 0, cut);
      expect(got).toEqual(want);
    }
  });

  test('of a log of real links, and the rest of it replays', async () => {
    const desk = new Desk();
    await outage((origin) => desk.open({ level: 'all' }, { origin }));
    const text = desk.texts[0] ?? '';
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: Buffer.from(text).length }), async (cut) => {
        const left = leftOf([text], 0, cut);
        left.open({ level: 'all' }).close();
        const { answer, broken, notReplayed } = await verify(left.log);
        expect({ answer, broken, notReplayed }).toEqual({ answer: 'complete', broken: null, notReplayed: null });
      }),
      { numRuns: 60 },
    );
  });

  test('behind a whole batch that has no checkpoint yet', () => {
    const desk = new Desk();
    const audit = desk.open({ level: 'all' }, { charts });
    for (let seq = 1; seq <= 512; seq += 1) audit.take(record(seq), IN_USE);
    const [text = ''] = desk.texts;
    const { got, want } = recovery([text], 0, text.lastIndexOf('\n', text.length - 2) + 1);
    expect(got).toEqual(want);
  });

  test('of a file too long to be read at once', () => {
    const desk = new Desk();
    const audit = desk.open({ level: 'all' }, { charts });
    const long = 'x'.repeat(2_000);
    for (let seq = 1; seq <= 1_200; seq += 1)
      audit.take(record(seq, { event: { type: 'lost', at: 1, detail: long } }), IN_USE);
    const [text = ''] = desk.texts;
    const end = text.length;
    for (const cut of [end, end - 1, end - 200, end - 600_000, end - 1_050_000, end - 1_200_000]) {
      const { got, want } = recovery([text], 0, cut);
      expect(got).toEqual(want);
    }
  });
});

describe('a file that ended', () => {
  test('is not touched', () => {
    const desk = small(true);
    const before = desk.texts;
    desk.open({}, { charts }).close();
    expect(desk.texts.slice(0, before.length)).toEqual(before);
  });

  test('is not touched either when something follows its end: that is for verify to tell', async () => {
    const desk = small(true);
    const last = segmentFile(desk.log, desk.texts.length);
    writeFileSync(last, `${readFileSync(last, 'utf8')}{"type":"record"}\n{"torn`);
    const before = readFileSync(last, 'utf8');
    desk.open({}, { charts }).close();
    expect(readFileSync(last, 'utf8')).toBe(before);
    expect(await verify(desk.log)).toHaveProperty('answer', 'broken');
  });
});

test('what a loss of power leaves of a tail is cut from the first line on that is none', () => {
  const { texts } = small(false);
  const desk = leftOf(texts, texts.length - 1, Infinity);
  const last = segmentFile(desk.log, desk.texts.length);
  const before = readFileSync(last, 'utf8');
  const garbage = `${'\0'.repeat(300)}\n${before.split('\n').at(-3) ?? ''}\n`;
  writeFileSync(last, before + garbage);
  desk.open({}, { charts }).close();
  expect(desk.entries.at(-3)).toMatchObject({ type: 'turn', why: 'recovered', cut: garbage.length });
});

describe('what is no audit log is refused, and nothing in it is changed', () => {
  test.each<[string, string | ((log: string) => string)]>([
    ['text', 'hello\nworld\n'],
    ['text without an end', 'hello'],
    ['JSON of another kind', '{"type":"other"}\n'],
    ['a later format', (log) => log.replace('"format":1', '"format":2')],
    ['another segment of a log', (log) => log.replace('"segment":1', '"segment":2')],
    ['bytes', '\0\0\0\0'],
    ['a line that never ends', `{"type":"segment","format":${'1'.repeat(2 ** 20)}`],
  ])('%s', (_, made) => {
    const desk = new Desk();
    const content = typeof made === 'string' ? made : made(small(true).texts[0] ?? '');
    writeFileSync(desk.log, content);
    expect(() => desk.open()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
    expect(readdirSync(dirname(desk.log))).toEqual([basename(desk.log)]);
    expect(readFileSync(desk.log, 'utf8')).toBe(content);
  });

  test('a folder', () => {
    const desk = new Desk();
    mkdirSync(desk.log);
    expect(() => desk.open()).toThrow(expect.objectContaining({ code: 'audit-failed' }));
  });
});

test('files beside the log that only look like its segments are passed over', () => {
  const desk = small(true);
  for (const name of ['audit.02.ndjson', 'audit.x.ndjson', 'audit.9.json', 'other.9.ndjson', 'audit.9.ndjson.gz'])
    copyFileSync(desk.log, join(dirname(desk.log), name));
  const before = desk.texts.length;
  desk.open({}, { charts }).close();
  expect(desk.entries.at(-2)).toMatchObject({ type: 'segment', segment: before + 1 });
});

test('recovery that finds no room keeps what was whole', () => {
  const { texts } = small(false);
  const [text = ''] = texts;
  const cut = text.indexOf('\n', text.indexOf('"checkpoint"')) + 500;
  const desk = leftOf(texts, 0, cut);
  desk.disk.room = 120;
  expect(() => desk.open({}, { charts })).toThrow(expect.objectContaining({ code: 'audit-failed' }));
  const left = readFileSync(desk.log, 'utf8');
  expect(left).toBe(text.slice(0, cut).slice(0, text.slice(0, cut).lastIndexOf('\n') + 1));
});
