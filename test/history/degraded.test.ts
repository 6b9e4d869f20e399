import { readFileSync, truncateSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SegmentEntry } from '../../src/audit/entries.ts';
import type { History } from '../../src/history/index.ts';
import { openHistory } from '../../src/history/index.ts';
import { happened } from './happened.ts';
import { outage, Stage, options } from '../audit/happened.ts';
import { Desk } from '../audit/writer-kit.ts';
import { chartsOf } from '../audit/writing.ts';
import { historyOf, part, partsOf } from './lives.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const charts = new Set(['connection']);

/** The state of a connection at the end of what is known, and whether its context is. */
async function atEnd(history: History, connection = 'line#1'): Promise<{ state: string | null; known: boolean }> {
  const instant = history.at(history.extent.to);
  const standing = instant.named(connection, charts);
  if (standing === null) return { state: null, known: false };
  return { state: standing.state, known: (await history.known(instant, standing.actor)) !== null };
}

let whole = '';
let lines: readonly string[] = [];

beforeAll(async () => {
  whole = await happened();
  lines = whole.match(/.*\n/g) ?? [];
});

const of = (...texts: readonly string[]): Promise<History> =>
  openHistory(texts.map((text, i) => part(`audit.${String(i + 1)}.ndjson`, bytes(text))));

const changed = (change: (header: SegmentEntry) => object): string => {
  const [first = '', ...rest] = lines;
  return [`${JSON.stringify(change(JSON.parse(first) as SegmentEntry))}\n`, ...rest].join('');
};

describe('a log that is not whole', () => {
  it('may be torn at any byte: what stands before is told', async () => {
    const complete = await of(whole);
    for (let cut = whole.length - 2; cut > whole.length - 3_000; cut -= 61) {
      const torn = whole.slice(0, cut);
      const history = await of(torn);
      expect([cut, history.broken]).toEqual([cut, torn.endsWith('\n') ? 0 : 1]);
      expect(history.extent.records).toBeLessThanOrEqual(complete.extent.records);
      const { to } = history.extent;
      const [was, is] = [complete.at(to - 0.001), history.at(to - 0.001)].map((instant) => instant.all(charts));
      expect(is?.map(({ state }) => state)).toEqual(was?.map(({ state }) => state));
    }
  });

  it('may have broken lines: they are counted, and said', async () => {
    const half = Math.floor(lines.length / 2);
    const history = await of([...lines.slice(0, half), 'no JSON\n', ...lines.slice(half)].join(''));
    expect(history.broken).toBe(1);
    expect(history.notes).toEqual(['1 line is none of a log']);
    expect(await atEnd(history)).toEqual(await atEnd(await of(whole)));
  });

  it('may lack its beginning: states are told as records have them, contexts are not', async () => {
    const [header = ''] = lines;
    const later = lines.findIndex((line) => line.includes('"to":"reconnecting'));
    const second = { ...(JSON.parse(header) as SegmentEntry), segment: 2, next: later };
    const history = await of([`${JSON.stringify(second)}\n`, ...lines.slice(later)].join(''));
    expect(history.notes).toEqual(['the beginning of this run is not in the log']);
    const t = history.extent.from + 10;
    const standing = history.at(t).named('line#1', charts);
    expect(standing?.state).toMatch(/^reconnecting|^connecting/);
    expect(standing && (await history.known(history.at(t), standing.actor))).toBeNull();
  });

  it.each([
    ['an unknown chart', (all: SegmentEntry['charts']) => ({ ...all, door: all['link'] }), /'door' is not known/],
    [
      'another version',
      (all: SegmentEntry['charts']) => ({ ...all, connection: { ...all['connection'], version: '0' } }),
      /of version 0, and of 1 here/,
    ],
    [
      'another definition',
      (all: SegmentEntry['charts']) => ({ ...all, connection: { ...all['connection'], definition: { id: 'x' } } }),
      /another definition/,
    ],
  ])('may be of %s: that is said, and its states are told', async (what, change, says) => {
    const history = await of(changed((header) => ({ ...header, charts: change(header.charts) })));
    expect(history.notes.join()).toMatch(says);
    const ours = await of(whole);
    const t = ours.extent.to / 2;
    const standing = history.at(t).named('line#1', charts);
    expect(standing?.state).toBe(ours.at(t).named('line#1', charts)?.state);
    const known = standing && (await history.known(history.at(t), standing.actor));
    expect(known === null).toBe(what !== 'an unknown chart');
    expect(history.at(t).named('line', new Set(['link']))?.state).toBe('open');
  });

  it('has gaps: behind them actors go on from where the log says', async () => {
    const desk = new Desk();
    const stage = new Stage((origin) => desk.open({ level: 'all', buffer: 1 }, { origin }));
    const link = stage.supervisor.link('line', options);
    await stage.ask(link);
    desk.time.pass(100);
    desk.disk.room = 0;
    for (let i = 0; i < 10; i += 1) {
      await stage.ask(link);
      await stage.pass(500);
      desk.time.pass(100);
    }
    desk.disk.room = Infinity;
    desk.time.pass(1_000);
    await stage.pass(20_000);
    await stage.ask(link);
    const { mono } = stage.supervisor.time();
    const [live] = link.inspect();
    await stage.pass(1);
    await stage.stop();
    const history = await historyOf(desk.log);
    expect(history.notes.join()).toMatch(/gaps/);
    const instant = history.at(mono);
    const standing = instant.named('line#1', charts);
    expect(standing?.state).toBe(live?.state);
    expect(standing && (await history.known(instant, standing.actor))?.context).toEqual(live?.context);
  });
});

describe('several runs', () => {
  it('lie one after the other on one time, and the actors of one are not in the next', async () => {
    const desk = new Desk();
    await outage((origin) => desk.open({ level: 'all' }, { origin }));
    truncateSync(desk.log, readFileSync(desk.log).length - 2_000);
    const first = await historyOf(desk.log);
    await outage((origin) => desk.open({ level: 'all' }, { origin }));
    const both = await openHistory(partsOf(desk.log));
    expect(both.extent.to).toBeGreaterThan(first.extent.to);
    expect(both.extent.records).toBeGreaterThan(first.extent.records);
    const begin = both.at(first.extent.to + 0.01);
    expect(begin.run).toBe(1);
    expect(begin.all(charts).map(({ actor }) => actor.run)).toEqual(begin.all(charts).map(() => 1));
    expect(
      both
        .at(first.extent.to / 2)
        .all(charts)
        .map(({ state }) => state),
    ).toEqual(
      first
        .at(first.extent.to / 2)
        .all(charts)
        .map(({ state }) => state),
    );
  });
});

describe('what is no log', () => {
  it.each([
    ['nothing', ''],
    ['another text', 'one\ntwo\n'],
    ['JSON of something else', '{"type":"something"}\n'],
    ['bytes without an end', 'x'.repeat(3 * 2 ** 20)],
  ])('is refused: %s', async (_, text) => {
    await expect(of(text)).rejects.toMatchObject({ code: 'audit-unreadable' });
  });

  it('names the file', async () => {
    await expect(of('')).rejects.toThrow(/audit\.1\.ndjson: this is no audit log/);
  });
});

it('charts that this version has are not foreign', async () => {
  const history = await of(changed((header) => ({ ...header, charts: chartsOf() })));
  expect(history.notes).toEqual([]);
});
