/** A long line’s own limits: unused, old, spent; and its successor. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const long = (limits: object): Partial<LinkInput> => ({ lifecycle: { type: 'long', ...limits } });

describe.each<Engine>(['compiled', 'interpreted'])('a line with limits, %s', (engine) => {
  it('is ended once it has been unused for maxIdle, and dialled again by the next call', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(long({ maxIdle: '10s' }));
    await w.pass(1);
    const first = link.request(bytes('a'));
    await w.pass(1);
    expect(text(await first)).toBe('re:a');
    await w.pass(9_900);
    expect(link.lineState).toBe('connected.listening.idle');
    await w.pass(200);
    expect(link.lineState).toBe('resting');
    expect(link.state).toBe('open');
    expect(w.socket().finished).toBe(true);
    expect(w.records.findLast(({ chart }) => chart === 'connection')?.to).toBe('dead');

    await w.pass(3_600_000);
    expect(w.sockets).toHaveLength(1);
    expect(w.clock.alarm).toBeNull();
    await link.ready();

    const second = link.request(bytes('b'));
    await w.pass(1);
    expect(text(await second)).toBe('re:b');
    expect(link.inspect().map(({ id }) => id)).toEqual(['line#2']);
  });

  it('counts maxIdle from the last exchange, whatever heartbeats come and go', async () => {
    const w = world({ engine, on: (socket, frame) => socket.say(frame) });
    const heartbeat = { every: '1s', timeout: '1s', misses: 2, send: 'empty' } as const;
    const link = w.link({ ...long({ maxIdle: '10s' }), heartbeat });
    await w.pass(10_100);
    expect(link.lineState).toBe('resting');
    expect(link.counts.heartbeatsSent).toBeGreaterThan(5);
    expect(w.socket().finished).toBe(true);
  });

  it('ends 2 s before the limit that the peer is known to have', async () => {
    const w = world({ engine });
    const link = w.link(long({ maxIdle: { peer: '60s' } }));
    await w.pass(57_900);
    expect(link.lineState).toBe('connected.listening.idle');
    await w.pass(200);
    expect(link.lineState).toBe('resting');
  });

  it.each([1, 2, 3, 4, 5])('ends 2 s before the age that the peer allows, the spread included (%i)', async (links) => {
    const w = world({ engine });
    for (let n = 0; n < links; n += 1) w.link(long({ maxAge: { peer: '60s' } }), `line${String(n)}`);
    await w.pass(1);
    const before = [...w.sockets];
    await w.pass(58_050);
    expect(before.every(({ finished }) => finished)).toBe(true);
  });

  it('hands over to a successor before it is drained: what is in flight is answered, what comes goes on', async () => {
    const w = world({ engine });
    const link = w.link({ ...long({ maxAge: '10s' }), exchange: { timeout: '60s' }, drainTimeout: '100ms' });
    await w.pass(8_900);
    const old = link.request(bytes('old'));
    await w.pass(2_200);
    expect(link.inspect().map(({ id, state }) => [id, state])).toEqual([
      ['line#2', 'connected.listening.idle'],
      ['line#1', 'closing.draining'],
    ]);
    // Its own reply may take as long as its caller waits.
    await w.pass(1_000);
    const young = link.request(bytes('young'));
    await w.pass(1);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['old'], ['young']]);
    w.sockets[1]?.say('re:young');
    await w.pass(1);
    expect(text(await young)).toBe('re:young');
    w.sockets[0]?.say('re:old');
    await w.pass(1);
    expect(text(await old)).toBe('re:old');
    await w.pass(1);
    expect(link.inspect().map(({ id }) => id)).toEqual(['line#2']);
    expect(link.state).toBe('open');
    expect(w.network.dialled).toBe(1);
  });

  it('hands over once it has carried maxExchanges, though replies are still owed', async () => {
    const w = world({ engine });
    const link = w.link({ ...long({ maxExchanges: 3 }), exchange: { mode: 'pipeline', window: 8 } });
    await w.pass(1);
    const replies = ['a', 'b', 'c', 'd'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(link.inspect().map(({ state }) => state)).toEqual([
      'connected.listening.awaiting-reply',
      'closing.draining',
    ]);
    for (const socket of w.sockets) for (const frame of socket.frames) echo(socket, frame);
    await w.pass(1);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c', 're:d']);
    const ends = w.records.filter(({ to, chart }) => chart === 'connection' && to === 'dead');
    expect(ends.map(({ connection }) => connection)).toEqual(['line#1']);
  });

  it('that has carried all it may is not dialled again when it is lost: its place is taken', async () => {
    const w = world({ engine });
    const link = w.link({ ...long({ maxExchanges: 2 }), exchange: { mode: 'pipeline', window: 8 } });
    await w.pass(1);
    const calls = ['a', 'b'].map((one) => failure(link.request(bytes(one))));
    await w.pass(1);
    w.sockets[0]?.wire.reset();
    await w.pass(60_000);
    for (const call of calls) expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(w.sockets).toHaveLength(2);
    expect(link.inspect().map(({ id }) => id)).toEqual(['line#2']);
  });

  it('does not run into a limit of another when many successors are slow to leave', async () => {
    // A peer that never ends its side.
    const w = world({ engine, on: echo });
    const link = w.link({ ...long({ maxExchanges: 2 }), closeTimeout: '60s' });
    for (const socket of w.sockets) socket.ended = () => {};
    const replies: Promise<string>[] = [];
    for (let n = 0; n < 400; n += 1) {
      replies.push(link.request(bytes(String(n)), { timeout: '1h' }).then(text));
      await w.pass(1);
      for (const socket of w.sockets) socket.ended = () => {};
      expect(w.network.dialled).toBeLessThanOrEqual(65);
    }
    await w.pass(600_000);
    expect(await Promise.all(replies)).toEqual(Array.from({ length: 400 }, (_, n) => `re:${String(n)}`));
  });

  it('goes on with its successor when the peer cannot be dialled for a while', async () => {
    const w = world({ engine, on: echo });
    const link = w.link({ ...long({ maxAge: '10s' }), reconnect: { first: '1s', max: '1s' } });
    await w.pass(1);
    w.listener.answer = 'refused';
    await w.pass(12_000);
    expect(link.lineState).toMatch(/^reconnecting/);
    const call = link.request(bytes('x'));
    w.listener.answer = 'accept';
    await w.pass(2_000);
    expect(text(await call)).toBe('re:x');
  });

  it('ends with its successor for good only after what is in flight is answered', async () => {
    const w = world({ engine });
    const link = w.link({ ...long({ maxAge: '10s' }), reconnect: 'off' });
    await w.pass(1);
    const old = link.request(bytes('old'));
    w.listener.answer = 'refused';
    await w.pass(12_000);
    expect(link.state).toBe('open');
    w.sockets[0]?.say('re:old');
    await w.pass(10);
    expect(text(await old)).toBe('re:old');
    expect(link.state).toBe('closed');
    expect(await failure(link.request(bytes('x')))).toMatchObject({
      code: 'lost',
      outcome: 'not-sent',
      reason: 'refused',
    });
  });

  it('closes while it rests, at once', async () => {
    const w = world({ engine });
    const link = w.link(long({ maxIdle: '1s' }));
    await w.pass(2_000);
    expect(link.lineState).toBe('resting');
    await link.close();
    expect(link.state).toBe('closed');
    expect(w.clock.alarm).toBeNull();
  });

  it('closes what serves and what leaves, within one limit', async () => {
    const w = world({ engine });
    const link = w.link({ ...long({ maxAge: '10s' }), exchange: { timeout: '60s' } });
    await w.pass(8_900);
    const calls = [failure(link.request(bytes('old')))];
    await w.pass(2_200);
    calls.push(failure(link.request(bytes('young'))));
    await w.pass(1);
    void link.close({ within: '3s' });
    await w.pass(2_900);
    expect(link.inspect().map(({ state }) => state)).toEqual(['closing.draining', 'closing.draining']);
    await w.pass(200);
    for (const call of calls) expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(link.state).toBe('closed');
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('passes a longer limit of a second close on to what drains already', async () => {
    const w = world({ engine });
    const link = w.link();
    await w.pass(1);
    const call = link.request(bytes('x'));
    await w.pass(1);
    void link.close({ within: '1s' });
    await w.pass(500);
    void link.close({ within: '10s' });
    await w.pass(5_000);
    w.socket().say('re:x');
    await w.pass(1);
    expect(text(await call)).toBe('re:x');
    expect(link.state).toBe('closed');
  });

  it('drains a queue that outlives the line, by way of a successor', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(long({ maxExchanges: 2 }));
    const replies = ['a', 'b', 'c', 'd', 'e'].map((one) => link.request(bytes(one)));
    const closed = link.close();
    for (let n = 0; n < 20; n += 1) await w.pass(5);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c', 're:d', 're:e']);
    await closed;
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('has a successor that keeps the process alive no more than the line it follows', async () => {
    const w = world({ engine });
    const link = w.link(long({ maxAge: '10s' }));
    link.unref();
    await w.pass(30_000);
    expect(w.sockets.length).toBeGreaterThan(2);
    expect(w.clock.alarm?.ref).toBe(false);
  });

  it.each(['writer', 'connection'])(
    'leaves nothing behind when the link is destroyed as the %s of a successor begins',
    async (of) => {
      const w = world({ engine });
      const link = w.link(long({ maxAge: '10s' }));
      link.on('record', ({ connection, from, chart }) => {
        if (connection === 'line#2' && chart === of && from === '') link.destroy();
      });
      await w.pass(30_000);
      expect([link.state, w.network.dialled, w.sockets.length]).toEqual(['closed', 0, 1]);
      expect(w.clock.alarm).toBeNull();
    },
  );

  it('dials a line that rests when it is told to redial', async () => {
    const w = world({ engine });
    const link = w.link(long({ maxIdle: '1s' }));
    await w.pass(2_000);
    link.redial();
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
  });
});
