import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentFile } from '../../src/audit/entries.ts';
import type { Found } from '../../src/audit/reader.ts';
import { readLog } from '../../src/audit/reader.ts';
import { isBegun, parseEntry } from '../../src/audit/reader-entry.ts';
import { LONGEST_LINE, readLines } from '../../src/audit/reader-lines.ts';
import { segmentsOf } from '../../src/audit/reader-segments.ts';
import { folder, save, written } from './writing.ts';

const linesOf = async (file: string): Promise<readonly [string, string][]> => {
  const lines: [string, string][] = [];
  for await (const some of readLines(file)) for (const { bytes, state } of some) lines.push([bytes.toString(), state]);
  return lines;
};

const fileOf = (text: string): string => {
  const path = join(folder(), 'lines');
  writeFileSync(path, text);
  return path;
};

describe('lines', () => {
  it('come whole, however long the file is, and the last one torn when it has no end', async () => {
    const texts = Array.from({ length: 3_000 }, (_, i) => `${'é'.repeat(i % 300)}\n`);
    const lines = await linesOf(fileOf(`${texts.join('')}rest`));
    expect(lines).toEqual([...texts.map((text) => [text, 'whole']), ['rest', 'torn']]);
  });

  it('one longer than a read is put together, and one longer than any line ends the reading', async () => {
    const long = `${'a'.repeat(LONGEST_LINE - 1)}\n`;
    expect(await linesOf(fileOf(`${long}b\n`))).toEqual([
      [long, 'whole'],
      ['b\n', 'whole'],
    ]);
    const lines = await linesOf(fileOf(`b\n${'a'.repeat(LONGEST_LINE * 3)}\nc\n`));
    expect(lines.map(([, state]) => state)).toEqual(['whole', 'long']);
    expect(lines[1]?.[0].length).toBeLessThan(LONGEST_LINE * 1.5);
  });

  it('an empty file has none', async () => {
    expect(await linesOf(fileOf(''))).toEqual([]);
  });
});

describe('the files of a log', () => {
  it('are found by number, and nothing else is', async () => {
    const into = folder();
    const log = join(into, 'a.b.ndjson');
    for (const name of [
      'a.b.ndjson',
      'a.b.2.ndjson',
      'a.b.10.ndjson',
      'a.b.02.ndjson',
      'a.b.3.ndjson.lock',
      'a.b.x.ndjson',
      'a.b.1.ndjson',
      'b.2.ndjson',
    ])
      writeFileSync(join(into, name), name);
    expect((await segmentsOf(log)).map(({ segment, file, bytes }) => [segment, file, bytes])).toEqual(
      [1, 2, 10].map((segment) => [segment, segmentFile(log, segment), segment === 1 ? 10 : segment === 2 ? 12 : 13]),
    );
  });

  it('have a number without a name’s ending as well', async () => {
    const into = folder();
    for (const name of ['log', 'log.2', '.log', '.log.2']) writeFileSync(join(into, name), '');
    expect((await segmentsOf(join(into, 'log'))).map(({ segment }) => segment)).toEqual([1, 2]);
    expect((await segmentsOf(join(into, '.log'))).map(({ segment }) => segment)).toEqual([1, 2]);
  });
});

describe('an entry', () => {
  it('is never taken for what it is not, whatever the line is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect('problem' in parseEntry(line)).toBe(true);
      }),
    );
  });

  it.each([
    ['a verdict that is none', { verdict: { kind: 'x', evidence: 'y' } }],
    ['a guard that is none', { guard: 1 }],
    ['an event without a type', { event: {} }],
    ['effects that are none', { effects: [1] }],
    ['a seq below nought', { seq: -1 }],
    ['a time that is none', { at: null }],
  ])('is refused with %s', (_, change) => {
    const record = {
      type: 'record',
      seq: 1,
      at: 1,
      mono: 1,
      link: '',
      connection: '',
      epoch: 0,
      chart: '',
      from: '',
      event: { type: 'x' },
      to: '',
      effects: [],
      cause: 'io',
    };
    expect('entry' in parseEntry(JSON.stringify(record))).toBe(true);
    expect('problem' in parseEntry(JSON.stringify({ ...record, ...change }))).toBe(true);
  });

  it('may have been begun, if it is the beginning of an object and no more', () => {
    const whole = '{"type":"gap","reason":"a \\"}{\\\\","context":{"x":[]}}';
    for (let at = 0; at <= whole.length; at += 1) expect(isBegun(whole.slice(0, at))).toBe(true);
    for (const text of [`${whole}x`, `${whole}{`, '{"typ3', ' {"type":"', '{"type":"a\u0001', '['])
      expect(isBegun(text)).toBe(false);
  });
});

it('a log is read on behind what is none', async () => {
  const log = save([
    ...written([{ entries: [{ type: 'close', at: 1, seq: 0 }] }]).texts,
    'rubbish\n{"type":"close","at":2,"seq":9}\n',
  ]);
  appendFileSync(segmentFile(log, 2), '{"type":"clo');
  const found: Found[] = [];
  for await (const some of readLog(log)) found.push(...some);
  expect(found.map(({ line, entry, problem }) => [line, entry?.type ?? problem])).toEqual([
    [1, 'segment'],
    [2, 'close'],
    [3, 'checkpoint'],
    [1, 'the line is no JSON'],
    [2, 'close'],
    [3, 'the last line is torn'],
  ]);
});
