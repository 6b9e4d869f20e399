/** What a page shows is what is: after each frame, whatever the records said, and whenever it came or stalled. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';
import { Page } from './page.ts';

const paths = [
  'connecting.waiting',
  'connecting.attempting.dialing',
  'connected.listening.idle',
  'connected.probing',
  'reconnecting.backing-off',
  'closing.draining',
] as const;
const quiet = ['connected.listening.idle', 'connected.listening.awaiting-reply'] as const;

type Deed =
  | { readonly do: 'move'; readonly who: number; readonly path: (typeof paths)[number] }
  | { readonly do: 'pass'; readonly who: number; readonly path: (typeof quiet)[number] }
  | { readonly do: 'die'; readonly who: number; readonly reason: string }
  | { readonly do: 'close'; readonly link: number }
  | { readonly do: 'stall' | 'read' | 'leave' | 'come' | 'second' | 'tick' };

const who = fc.nat({ max: 11 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('move' as const), who, path: fc.constantFrom(...paths) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), who, path: fc.constantFrom(...quiet) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('die' as const), who, reason: fc.constantFrom('stopped', 'gave-up') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), link: fc.nat({ max: 3 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('stall', 'read', 'leave', 'come', 'second', 'tick') }) },
);

/** Twelve connections of four links. */
const nameOf = (which: number): string => `link-${String(which % 4)}#${String(which)}`;

describe('the fleet that a page shows', () => {
  it('is the fleet that is, after each frame', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
        const feed = new Feed();
        const { source } = feed;
        const lives = new Map<string, string>();
        let page = Page.join(source);
        page.say({ type: 'watch', views: [{ view: 'fleet' }] });
        let stalled = false;

        const compare = (): void => {
          const shown = page.shown();
          for (const [connection, path] of lives) expect(shown.get(connection)?.split(' ')[0]).toBe(path);
          const over = [...shown].filter(([connection]) => !lives.has(connection));
          for (const [, state] of over) expect(state).toMatch(/^dead (?:ended|failed)$/);
        };

        for (const one of deeds) {
          feed.t += 7;
          if (one.do === 'move' || one.do === 'pass') {
            const connection = nameOf(one.who);
            if (one.do === 'pass' && !lives.has(connection)) continue;
            const from = lives.get(connection) ?? '';
            lives.set(connection, one.path);
            if (one.do === 'move') feed.take({ connection, from, to: one.path });
            else feed.pass({ connection, from, to: one.path });
          } else if (one.do === 'die') {
            const connection = nameOf(one.who);
            const from = lives.get(connection);
            if (from === undefined) continue;
            lives.delete(connection);
            feed.take({ connection, from, to: 'dead' }, { reason: one.reason });
          } else if (one.do === 'close') {
            const link = `link-${String(one.link)}`;
            for (const connection of lives.keys()) if (connection.startsWith(`${link}#`)) lives.delete(connection);
            feed.take({ connection: link, chart: 'link', from: 'open', to: 'closed', event: { type: 'over' } });
          } else if (one.do === 'stall') {
            page.ready = false;
            stalled = true;
          } else if (one.do === 'read') page.ready = true;
          else if (one.do === 'leave') page.say({ type: 'watch', views: [] });
          else if (one.do === 'come') {
            page.leave();
            page = Page.join(source);
            page.say({ type: 'watch', views: [{ view: 'fleet' }] });
            compare();
          } else if (one.do === 'second') source.second();
          else {
            source.tick();
            page.say({ type: 'watch', views: [{ view: 'fleet' }] });
            if (page.ready) compare();
          }
        }
        page.ready = true;
        page.say({ type: 'watch', views: [{ view: 'fleet' }] });
        source.tick();
        compare();
        feed.t += 2_000;
        source.second();
        source.tick();
        compare();
        // What ended in order has left.
        expect([...page.shown().values()].filter((state) => state === 'dead ended')).toEqual([]);
        expect(stalled || page.all('lag').length === 0).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('says since when each has been in its state, and how many changes one frame joins', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    feed.t = 100;
    feed.take({ connection: 'bank#1', to: 'connecting.waiting' });
    feed.t = 130;
    feed.take({ connection: 'bank#1', to: 'connecting.attempting.dialing' });
    feed.take({ connection: 'bank#1', to: 'connecting.attempting.dialing' });
    feed.t = 150;
    feed.source.tick();
    const frame = page.frames.at(-1);
    expect([frame?.count, frame?.changes(0), frame?.since(0)]).toEqual([1, 3, 130]);
    feed.source.tick();
    expect(page.frames.at(-1)).toBe(frame);
  });

  it('keeps a connection that failed until its link has another', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    feed.take({ connection: 'bank#1', to: 'connecting.waiting' });
    feed.take({ connection: 'bank#1', to: 'dead' }, { reason: 'gave-up' });
    feed.t = 60_000;
    feed.source.second();
    feed.source.tick();
    expect(page.shown()).toEqual(new Map([['bank#1', 'dead failed']]));
    feed.take({ connection: 'bank#2', to: 'connecting.waiting' });
    feed.source.tick();
    expect(page.shown()).toEqual(new Map([['bank#2', 'connecting.waiting coming']]));
  });

  it('gives a row to another without what was of the one before', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    feed.take({ connection: 'bank#1', to: 'connecting.waiting' });
    feed.take({ connection: 'bank#1', to: 'dead' }, { reason: 'stopped' });
    feed.t = 5_000;
    feed.source.second();
    feed.take({ connection: 'shop#1', to: 'connected.listening.idle' });
    page.say({ type: 'watch', views: [{ view: 'timeline', window: 60_000, most: 10, order: 'name' }] });
    const frame = page.frames.at(-1);
    expect(page.last('timeline').rows).toEqual([0]);
    expect([frame?.count, frame?.row(0), frame?.since(0)]).toEqual([1, 0, 5_000]);
  });

  it('tells a session by whence it calls', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    feed.take({ connection: 'front!1', link: 'front', chart: 'session', to: 'entering.opening' });
    const event = { type: 'opened', remote: '10.1.2.3:40312' };
    feed.take({ connection: 'front!1', link: 'front', chart: 'session', to: 'online.listening.idle', event });
    feed.source.tick();
    expect(
      page
        .all('rows')
        .flatMap(({ add }) => add)
        .at(-1),
    ).toEqual([0, 'front!1', 'front', 'session', '10.1.2.3', '']);
    expect(page.shown().get('front!1')).toBe('online.listening.idle up');
  });
});

describe('a page that comes late', () => {
  it('sees all there is', () => {
    const feed = new Feed();
    for (let i = 0; i < 4_500; i += 1) feed.take({ connection: `bank#${String(i)}`, to: 'connected.listening.idle' });
    const page = Page.join(feed.source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    expect(page.all('rows').map(({ reset, add }) => [reset, add.length])).toEqual([
      [true, 2_000],
      [false, 2_000],
      [false, 500],
    ]);
    expect(new Set(page.shown().values())).toEqual(new Set(['connected.listening.idle up']));
    expect(page.rows.size).toBe(4_500);
  });

  it('is told nothing of what it does not show', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    feed.take({ connection: 'bank#1', to: 'connecting.waiting' });
    feed.source.tick();
    feed.source.second();
    expect(page.messages.map(({ type }) => type)).toEqual(['hello', 'pulse']);
    expect(page.frames).toEqual([]);
  });
});

describe('a page that stalls', () => {
  it('is told nothing until it reads, then what it missed, and begins anew', () => {
    const feed = new Feed();
    const page = Page.join(feed.source);
    page.say({ type: 'watch', views: [{ view: 'fleet' }, { view: 'trail', filter: {}, limit: 10 }] });
    page.ready = false;
    const told = page.messages.length;
    const frames = page.frames.length;
    for (let i = 0; i < 500; i += 1) {
      feed.t += 50;
      feed.take({ connection: `bank#${String(i % 20)}`, to: paths[i % paths.length] ?? '' });
      feed.source.tick();
      if (i % 20 === 0) feed.source.second();
    }
    expect([page.messages.length, page.frames.length]).toEqual([told, frames]);
    page.ready = true;
    feed.source.tick();
    expect(page.last('lag')).toEqual({ type: 'lag', dropped: 500, total: 500 });
    expect(page.frames.map(({ kind }) => kind).slice(frames)).toEqual(['all']);
    expect(page.rows.size).toBe(20);
    expect(page.last('trail')).toMatchObject({ reset: true, skipped: 490 });
  });

  it('costs its neighbours nothing', () => {
    const feed = new Feed();
    const slow = Page.join(feed.source);
    const quick = Page.join(feed.source);
    for (const page of [slow, quick]) page.say({ type: 'watch', views: [{ view: 'fleet' }] });
    slow.ready = false;
    for (const path of paths) {
      feed.take({ connection: 'bank#1', to: path });
      feed.source.tick();
      expect(quick.shown().get('bank#1')).toMatch(path);
    }
    expect(quick.all('lag')).toEqual([]);
  });
});

it('says goodbye to each page when the supervisor stops, and looks on no longer', () => {
  const feed = new Feed();
  const page = Page.join(feed.source);
  feed.source.close('the supervisor has stopped');
  expect(page.last('bye').reason).toBe('the supervisor has stopped');
  expect(feed.listened).toBe(false);
});
