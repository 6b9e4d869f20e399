/** Each view, told of links that are held for real over a memory network on a virtual clock. */
import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/inspector/actions.ts';
import { LiveSource } from '../../src/inspector/live.ts';
import { rateNames } from '../../src/inspector/protocol.ts';
import { transitionIds } from '../../src/diagram/ids.ts';
import { options, Stage } from '../audit/happened.ts';
import { Keeps } from '../audit/writing.ts';
import { charts } from './feed.ts';
import { Page } from './page.ts';

function look(chaos = false): { stage: Stage; source: LiveSource; page: Page; pass: (ms: number) => Promise<void> } {
  const stage = new Stage(new Keeps('all'));
  const actions = actionsFor(stage.supervisor, chaos);
  const source = new LiveSource(stage.supervisor, { title: 'test', holdfast: '0.0.0', charts, actions });
  const page = Page.join(source);
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 50) {
      await stage.pass(50);
      source.tick();
      if (Math.floor((i + 50) / 1_000) > Math.floor(i / 1_000)) source.second();
    }
  };
  return { stage, source, page, pass };
}

const graph = charts.find(({ id }) => id === 'connection')?.graph;
const drawn = new Set(graph === undefined ? [] : transitionIds(graph).values());

describe('the connection that is followed', () => {
  it('is told with its timers, its socket, each of its records and the edges that they took', async () => {
    const { stage, page, pass } = look();
    const link = stage.supervisor.link('line', options);
    await pass(200);
    page.say({ type: 'watch', views: [{ view: 'connection', connection: 'line#1' }] });
    const before = page.last('records');
    expect(before.reset).toBe(true);
    expect(before.records.map(({ record }) => record.event.type)).toEqual(['start', 'turn', 'opened']);
    expect(before.records.at(-1)?.edges).toEqual(['connecting.attempting.dialing|opened|1']);

    await stage.ask(link);
    await pass(200);
    const { facts, t, edges } = page.last('connection');
    expect(facts).toMatchObject({
      connection: 'line#1',
      link: 'line',
      chart: 'connection',
      host: 'peer',
      state: 'connected.listening.idle',
      status: 'active',
      epoch: 1,
      counts: { requests: 1, replies: 1 },
      policy: { targets: 1 },
      context: { pending: 0 },
    });
    expect(facts?.context).not.toHaveProperty('policy');
    const silence = facts?.armed?.find(({ delay }) => delay === 'silence');
    expect(silence?.state).toBe('connected.listening');
    // What is off does not run.
    expect(facts?.armed?.map(({ delay }) => delay)).toEqual(['silence', 'stableAfter']);
    // Heartbeats every 2 s after the last sign of life.
    expect((silence?.due ?? 0) - t).toBeGreaterThan(1_500);
    expect((silence?.due ?? 0) - t).toBeLessThanOrEqual(2_000);
    expect(edges.map(({ edge, times }) => [edge, times])).toEqual(
      [
        ['connected.listening.idle|request|0', 1],
        ['connected.listening.awaiting-reply|replied|0', 1],
      ].map(([edge, times]) => [expect.stringContaining(String(edge).split('|')[1] ?? ''), times]),
    );
    for (const { edge } of edges) expect(drawn.has(edge)).toBe(true);
  });

  it('is told in samples when it is too fast, and how many are left out', async () => {
    const { stage, source, page, pass } = look();
    const link = stage.supervisor.link('line', options);
    await pass(200);
    page.say({ type: 'watch', views: [{ view: 'connection', connection: 'line#1' }] });
    for (let i = 0; i < 200; i += 1) await stage.ask(link);
    source.tick();
    const { records, skipped, reset } = page.last('records');
    expect([reset, records.length]).toEqual([false, 50]);
    expect(skipped).toBeGreaterThanOrEqual(350);
    const count = page.all('connection').at(-1)?.edges.length;
    expect(count).toBe(0);
    await pass(200);
    expect(page.last('connection').edges.find(({ edge }) => edge.includes('|request|'))?.times).toBe(200);
  });

  it('that does not exist is told as none, and told once it does', async () => {
    const { stage, page, pass } = look();
    page.say({ type: 'watch', views: [{ view: 'connection', connection: 'line#1' }] });
    expect(page.last('connection').facts).toBe(null);
    stage.supervisor.link('line', options);
    await pass(400);
    expect(page.last('connection').facts?.state).toBe('connected.listening.idle');
  });
});

describe('the timeline', () => {
  it('begins with the worst, and tells spans with their times', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.link('good', { ...options, heartbeat: 'off' });
    await pass(100);
    stage.supervisor.link('bad', {
      ...options,
      to: 'memory://nobody',
      reconnect: { first: '500ms', max: '1s', jitter: 0 },
    });
    await pass(3_000);
    page.say({ type: 'watch', views: [{ view: 'timeline', window: 60_000, most: 10, order: 'worst' }] });
    const names = new Map([...page.rows].map(([row, { connection }]) => [row, connection]));
    expect(page.last('timeline').rows.map((row) => names.get(row))).toEqual(['bad#1', 'good#1']);
    const frame = page.frames.at(-1);
    expect(frame?.kind).toBe('spans');
    const spans = Array.from({ length: frame?.count ?? 0 }, (_, i) => ({
      connection: names.get(frame?.row(i) ?? -1),
      label: page.vocabulary[frame?.state(i) ?? -1]?.label,
      since: frame?.since(i) ?? 0,
    }));
    const good = spans.filter(({ connection }) => connection === 'good#1').map(({ label }) => label);
    expect(good.at(-1)).toBe('connected');
    const bad = spans.filter(({ connection }) => connection === 'bad#1');
    expect(bad.filter(({ label }) => label === 'backing-off').length).toBeGreaterThan(1);
    expect(bad.map(({ since }) => since)).toEqual(bad.map(({ since }) => since).toSorted((a, b) => a - b));
    page.say({ type: 'watch', views: [{ view: 'timeline', window: 60_000, most: 1, order: 'name' }] });
    expect(page.last('timeline')).toMatchObject({ of: 2 });
    expect(page.last('timeline').rows.map((row) => names.get(row))).toEqual(['bad#1']);
  });
});

describe('the trail', () => {
  it('tells what passes the filter, and goes on', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.link('line', options);
    stage.supervisor.link('other', options);
    await pass(100);
    page.say({
      type: 'watch',
      views: [{ view: 'trail', filter: { link: 'line', chart: 'connection', state: 'connected' }, limit: 5 }],
    });
    expect(page.last('trail').records.map(({ connection, to }) => [connection, to])).toEqual([
      ['line#1', 'connected.listening.idle'],
    ]);
    stage.supervisor.links.get('line')?.redial();
    stage.supervisor.links.get('other')?.redial();
    await pass(400);
    const next = page.last('trail');
    expect(next.reset).toBe(false);
    expect(next.records.map(({ connection, event }) => [connection, event.type])).toEqual([['line#1', 'opened']]);
    page.say({ type: 'watch', views: [{ view: 'trail', filter: { text: 'OTHER#1', event: 'redial' }, limit: 5 }] });
    expect(page.last('trail').records.map(({ connection }) => connection)).toEqual(['other#1']);
    page.say({ type: 'watch', views: [{ view: 'trail', filter: {}, limit: 2 }] });
    expect(page.last('trail')).toMatchObject({ reset: true, records: [{}, {}] });
    expect(page.last('trail').skipped).toBeGreaterThan(5);
  });

  it('is exported as lines of JSON, which say that they are an excerpt', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.link('line', options);
    await pass(100);
    page.say({ type: 'export', id: 1, filter: { link: 'line' } });
    const [head, ...lines] = page
      .last('export')
      .text.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; seq: number });
    expect(head).toMatchObject({ type: 'excerpt', records: lines.length });
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map(({ seq }) => seq).toSorted((a, b) => a - b));
  });
});

describe('what is counted', () => {
  it('comes once a second: exchanges, bytes, reconnects, waits', async () => {
    const { stage, page, pass } = look();
    const link = stage.supervisor.link('line', { ...options, reconnect: { first: '200ms', jitter: 0 } });
    await pass(1_000);
    page.say({ type: 'watch', views: [{ view: 'rates' }] });
    await stage.ask(link);
    await stage.ask(link);
    stage.silent = true;
    await pass(6_000);
    const sum = (name: (typeof rateNames)[number]): number =>
      page
        .all('rates')
        .flatMap(({ samples }) => samples)
        .reduce((total, sample) => total + (sample[rateNames.indexOf(name)] ?? 0), 0);
    expect([sum('exchanges'), sum('losses'), sum('reconnects')]).toEqual([2, 1, 1]);
    expect(sum('bytesOut')).toBe(link.counts.bytesOut);
    expect(page.last('rates').backoff.counts.reduce((a, b) => a + b, 0)).toBe(1);
  });

  it('and the pulse tells how many rows are in each state', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.link('line', options);
    stage.supervisor.link('other', options);
    await pass(1_000);
    const { states, links } = page.last('pulse');
    expect(links).toBe(2);
    expect(states.map(([state, rows]) => [page.vocabulary[state]?.label, rows])).toEqual([['connected', 2]]);
  });

  it('and the tree, with the budgets that are left', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.group('pair').link('line', options);
    page.say({ type: 'watch', views: [{ view: 'tree' }, { view: 'fleet' }] });
    await pass(1_000);
    expect(page.last('tree').tree).toMatchObject({
      children: [{ id: 'pair', children: [{ id: 'line', state: 'running' }] }],
    });
    expect(
      page
        .all('rows')
        .flatMap(({ add }) => add)
        .map(([, connection, , , , group]) => [connection, group]),
    ).toEqual([['line#1', 'supervisor/pair']]);
  });
});

describe('what a page asks for', () => {
  it('a chart is drawn once, with an id on each state and transition', async () => {
    const { page } = look();
    page.say({ type: 'chart', id: 3, chart: 'connection' });
    await expect.poll(() => page.all('chart').length, { timeout: 15_000 }).toBe(1);
    const { svg } = page.last('chart');
    expect(svg).toContain('data-id="connected.listening"');
    expect(svg).toContain('data-id="connecting.waiting|turn|0"');
    page.say({ type: 'chart', id: 4, chart: 'nothing' });
    await expect.poll(() => page.all('refused').at(-1)?.code).toBe('unknown');
  });

  it('nothing is done unless it is allowed', async () => {
    const { stage, page, pass } = look();
    stage.supervisor.link('line', options);
    await pass(100);
    page.say({ type: 'act', id: 1, action: 'redial', link: 'line' });
    expect(page.hello.actions).toEqual([]);
    expect(page.last('refused')).toMatchObject({ id: 1, code: 'not-allowed' });
    expect(stage.supervisor.links.get('line')?.inspect()[0]?.epoch).toBe(1);
  });

  it('a redial is done where it is allowed, and is on record', async () => {
    const { stage, page, pass } = look(true);
    stage.supervisor.link('line', options);
    await pass(100);
    page.say({ type: 'watch', views: [{ view: 'trail', filter: { event: 'redial' }, limit: 5 }] });
    page.say({ type: 'act', id: 1, action: 'redial', link: 'line' });
    expect(page.last('done').id).toBe(1);
    await pass(400);
    expect(stage.supervisor.links.get('line')?.inspect()[0]?.epoch).toBe(2);
    expect(page.last('trail').records.map(({ connection, cause }) => [connection, cause])).toEqual([
      ['line#1', 'user'],
    ]);
    page.say({ type: 'act', id: 2, action: 'redial', link: 'nobody' });
    expect(page.last('refused')).toMatchObject({ id: 2, code: 'unknown' });
  });

  it('another time is not to be had of what runs', () => {
    const { page } = look();
    page.say({ type: 'seek', id: 9, t: 5 });
    expect(page.last('refused')).toMatchObject({ id: 9, code: 'not-here' });
  });

  it('links that were there before anybody looked are shown', async () => {
    const stage = new Stage(new Keeps());
    stage.supervisor.group('pair').link('line', options);
    await stage.pass(100);
    const source = new LiveSource(stage.supervisor, { title: '', holdfast: '', charts, actions: new Map() });
    const page = Page.join(source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    expect(page.shown()).toEqual(new Map([['line#1', 'connected.listening.idle up']]));
    expect(page.all('rows').flatMap(({ add }) => add)).toEqual([
      [0, 'line#1', 'line', 'connection', 'peer', 'supervisor/pair'],
    ]);
  });
});
