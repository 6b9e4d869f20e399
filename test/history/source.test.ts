import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LogPart } from '../../src/history/index.ts';
import { LogSource } from '../../src/history/index.ts';
import { shownCharts } from '../../src/inspector/charts.ts';
import type { PageMessage, Watched } from '../../src/inspector/protocol.ts';
import { record as recordOf } from '../audit/writer-kit.ts';
import { written } from '../audit/writing.ts';
import { Later } from '../cli/fakes.ts';
import { Page } from '../inspector/page.ts';
import { happened } from './happened.ts';
import { part } from './lives.ts';

const charts = shownCharts();
const views: readonly Watched[] = [
  { view: 'fleet' },
  { view: 'timeline', window: 60_000, most: 60, order: 'worst' },
  { view: 'connection', connection: 'line#1' },
  { view: 'tree' },
  { view: 'trail', filter: {}, limit: 50 },
];

let log = '';
beforeAll(async () => {
  log = await happened('all');
});

const parts = (text = log): readonly LogPart[] => [part('audit.ndjson', new TextEncoder().encode(text))];
const options = { title: 'audit.ndjson', holdfast: '0.0.0', charts };

async function opened(given = parts()): Promise<{ readonly source: LogSource; readonly page: Page }> {
  const source = await LogSource.open(given, options);
  await source.read;
  const page = Page.join(source);
  onTestFinished(() => page.leave());
  return { source, page };
}

/** Until what it has to read has been read. */
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

async function said(page: Page, message: PageMessage): Promise<void> {
  page.messages.length = 0;
  page.frames.length = 0;
  page.say(message);
  for (let i = 0; i < 5; i += 1) await settled();
}

describe('a page that looks at a log', () => {
  it('is told what it is, how far it reaches, and its end', async () => {
    const { source, page } = await opened();
    expect(page.hello).toMatchObject({ mode: 'log', title: 'audit.ndjson', actions: [] });
    const { from, to, records, indexed, losses } = page.last('extent');
    expect({ from, to, indexed }).toEqual({ from: 0, to: source.history.extent.to, indexed: 1 });
    expect(records).toBe(log.match(/^\{"type":"record"/gm)?.length);
    expect(losses.reduce((sum, count) => sum + count, 0)).toBe(
      log.match(/"from":"connected[^}]*\}[^}]*"to":"reconn/g)?.length,
    );
    expect(page.last('moment').t).toBe(to);
  });

  it('goes to any instant: rows, states, timeline, tree, the connection and what it did', async () => {
    const { source, page } = await opened();
    await said(page, { type: 'watch', views });
    const lost = source.history.extent.to * 0.45;
    await said(page, { type: 'seek', id: 7, t: lost });
    expect(page.last('moment').t).toBe(lost);
    expect(page.last('done')).toMatchObject({ id: 7 });
    const { facts } = page.last('connection');
    expect(page.shown().get('line#1')?.split(' ')[0]).toBe(facts?.state);
    expect(facts).toMatchObject({ link: 'line', chart: 'connection', group: 'supervisor', status: 'active' });
    expect(facts?.policy['window']).toBeTypeOf('number');
    expect(facts?.armed?.length).toBeGreaterThan(0);
    for (const { due } of facts?.armed ?? []) expect(due).toBeGreaterThanOrEqual(lost);
    const { records } = page.last('records');
    expect(records.length).toBeGreaterThan(10);
    expect(records.every(({ record }) => record.mono <= lost)).toBe(true);
    expect(records.some(({ edges }) => edges.length > 0)).toBe(true);
    expect(page.last('trail').records.every(({ mono }) => mono <= lost)).toBe(true);
    expect(page.last('tree').tree.children?.map(({ id, kind, state }) => [id, kind, state])).toEqual([
      ['line', 'link', 'running'],
    ]);
    const spans = page.frames.filter(({ kind }) => kind === 'spans').at(-1);
    expect(spans?.count).toBeGreaterThan(0);
    const states = Array.from({ length: spans?.count ?? 0 }, (_, i) => page.vocabulary[spans?.state(i) ?? -1]?.path);
    expect(states.at(-1)?.split('.')[0]).toBe(facts?.state.split('.')[0]);
  });

  it('before its beginning and behind its end is shown those', async () => {
    const { source, page } = await opened();
    await said(page, { type: 'seek', id: 1, t: -1e9 });
    expect(page.last('moment').t).toBe(0);
    await said(page, { type: 'seek', id: 2, t: 1e12 });
    expect(page.last('moment').t).toBe(source.history.extent.to);
  });

  it('is shown the later of two instants that it asks for at once, and answered both', async () => {
    const { source, page } = await opened();
    await said(page, { type: 'watch', views });
    page.messages.length = 0;
    const { to } = source.history.extent;
    page.say({ type: 'seek', id: 1, t: to / 4 });
    page.say({ type: 'seek', id: 2, t: to / 2 });
    for (let i = 0; i < 5; i += 1) await settled();
    expect(page.all('done').map(({ id }) => id)).toEqual([1, 2]);
    expect(page.all('connection').map(({ t }) => t)).toEqual([to / 2]);
  });

  it('is not told of what is over for it', async () => {
    const { page, source } = await opened();
    page.leave();
    page.messages.length = 0;
    await said(page, { type: 'seek', id: 1, t: 1 });
    source.close('over');
    expect(page.messages).toEqual([]);
  });

  it('finds in the trail what passes its filter, and how much more there is', async () => {
    const { page } = await opened();
    const filter = { chart: 'connection', text: 'BACKOFF' };
    await said(page, { type: 'watch', views: [{ view: 'trail', filter, limit: 1 }] });
    const { records, skipped } = page.last('trail');
    expect(records.map(({ event }) => event.type)).toEqual(['after:backoff']);
    expect(skipped + 1).toBe(log.match(/"event":\{"type":"after:backoff"/g)?.length);
  });
});

/** A connection that begins, and where. */
const life = (connection: string, mono: number, to: string) =>
  ({ connection, link: connection.slice(0, 1), mono, from: '', event: { type: 'start', at: mono }, to }) as const;

it('the worst of a timeline stand first, where that is asked for', async () => {
  const idle = 'connected.listening.idle';
  const facts = [
    life('a#1', 0, idle),
    life('b#1', 1, idle),
    life('b#1', 100, 'reconnecting.backing-off'),
    life('c#1', 900, 'reconnecting.backing-off'),
    life('a#1', 1_000, idle),
  ];
  const entries = facts.map((one, i) => ({ type: 'record' as const, ...recordOf(i + 1, { ...one, at: one.mono }) }));
  const { page } = await opened(parts(written([{ entries }]).texts[0]));
  const timeline = { view: 'timeline', window: 60_000, most: 10 } as const;
  const orderOf = (): readonly (string | undefined)[] =>
    page.last('timeline').rows.map((row) => page.rows.get(row)?.connection);
  await said(page, { type: 'watch', views: [{ ...timeline, order: 'worst' }] });
  expect(orderOf()).toEqual(['b#1', 'c#1', 'a#1']);
  await said(page, { type: 'watch', views: [{ ...timeline, order: 'name' }] });
  expect(orderOf()).toEqual(['a#1', 'b#1', 'c#1']);
});

describe('what a page asks of a log', () => {
  it('why is the story of the command', async () => {
    const { source, page } = await opened();
    await said(page, { type: 'why', id: 3, link: 'line' });
    const answer = page.last('why');
    expect(answer.text).toBe((await source.history.why('line'))?.text);
    expect(answer.story?.outages).toBe(1);
    expect(answer.records.length).toBeGreaterThan(3);
    await said(page, { type: 'why', id: 4, link: 'nobody' });
    expect(page.last('refused')).toMatchObject({ id: 4, code: 'unknown' });
  });

  it('an export is said to be one', async () => {
    const { page } = await opened();
    await said(page, { type: 'export', id: 5, filter: { chart: 'link' } });
    const [head = '', ...lines] = page.last('export').text.trimEnd().split('\n');
    expect(JSON.parse(head)).toMatchObject({ type: 'excerpt', of: 'audit.ndjson', records: lines.length });
    expect(lines.every((line) => line.includes('"chart":"link"'))).toBe(true);
  });

  it('nothing can be done to what is over, and no chart is had that is not there', async () => {
    const { page } = await opened();
    await said(page, { type: 'act', id: 6, action: 'redial', link: 'line' });
    expect(page.last('refused')).toMatchObject({ id: 6, code: 'not-allowed' });
    await said(page, { type: 'chart', id: 7, chart: 'door' });
    expect(page.last('refused')).toMatchObject({ id: 7, code: 'unknown' });
  });
});

describe('while a log is read', () => {
  it('a page sees how far it is, cannot seek, and then is shown its end', async () => {
    const held = new Later<void>();
    const bytes = new TextEncoder().encode(log);
    const half = log.indexOf('\n', log.length / 2) + 1;
    const slow = { name: 'audit.2.ndjson', size: bytes.length - half };
    const source = await LogSource.open(
      [
        part('audit.ndjson', bytes.subarray(0, half)),
        { ...slow, read: (from, to) => held.promise.then(() => bytes.subarray(half + from, half + to)) },
      ],
      options,
    );
    const page = Page.join(source);
    expect(page.last('extent').indexed).toBeLessThan(0.6);
    await said(page, { type: 'seek', id: 1, t: 1 });
    expect(page.last('refused')).toMatchObject({ id: 1, code: 'not-here' });
    held.resolve();
    await source.read;
    expect(page.last('extent').indexed).toBe(1);
    expect(page.last('moment').t).toBe(source.history.extent.to);
  });

  it('one that is none is refused, and one that cannot be read to its end says so', async () => {
    await expect(LogSource.open(parts('x\n'), options)).rejects.toMatchObject({ code: 'audit-unreadable' });
    const gone = { name: 'audit.2.ndjson', size: 10, read: () => Promise.reject(new Error('the disk is gone')) };
    const source = await LogSource.open([...parts(), gone], options);
    const page = Page.join(source);
    await expect(source.read).rejects.toThrow('the disk is gone');
    expect(page.last('bye').reason).toMatch(/could not be read/);
  });
});
