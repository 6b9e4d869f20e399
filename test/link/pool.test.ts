/** Several connections held at once: who takes a call, and what the loss of one means. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { fragile } from './crash.ts';
import { bytes, LINE, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const pool = (connections: number, limits: object = {}): Partial<LinkInput> => ({
  lifecycle: { type: 'long', connections, ...limits },
});
const pipeline = { mode: 'pipeline', window: 8 } as const;

describe.each<Engine>(['compiled', 'interpreted'])('a pool, %s', (engine) => {
  it('dials all its connections, and is ready when any is up', async () => {
    const w = world({ engine });
    const link = w.link({ ...pool(3), handshake: () => new Promise<void>((resolve) => welcomes.push(resolve)) });
    const welcomes: (() => void)[] = [];
    let ready = false;
    void link.ready().then(() => (ready = true));
    await w.pass(1);
    expect([ready, link.lineState]).toEqual([false, '0 of 3 connected']);
    welcomes[1]?.();
    await w.pass(1);
    expect([ready, link.lineState]).toEqual([true, '1 of 3 connected']);
    for (const welcome of welcomes) welcome();
    await w.pass(1);
    expect(link.lineState).toBe('3 of 3 connected');
    expect(link.inspect().map(({ id }) => id)).toEqual(['line#1', 'line#2', 'line#3']);
  });

  it('gives a call to the connection with the fewest in flight', async () => {
    const w = world({ engine });
    const link = w.link({ ...pool(3), exchange: pipeline });
    await w.pass(1);
    for (let n = 0; n < 7; n += 1) link.exchange(bytes(String(n)), () => {});
    await w.pass(1);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([
      ['0', '3', '6'],
      ['1', '4'],
      ['2', '5'],
    ]);
    w.sockets[1]?.say('re:1');
    await w.pass(1);
    link.exchange(bytes('7'), () => {});
    await w.pass(1);
    expect(w.sockets[1]?.frames).toEqual(['1', '4', '7']);
  });

  it('queues what none has room for, and the first that has takes it', async () => {
    const w = world({ engine });
    const link = w.link(pool(2));
    await w.pass(1);
    const replies = ['a', 'b', 'c', 'd'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    expect([w.sockets.map(({ frames }) => frames), link.queued]).toEqual([[['a'], ['b']], 2]);
    w.sockets[1]?.say('re:b');
    await w.pass(1);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['a'], ['b', 'c']]);
    w.sockets[1]?.say('re:c');
    w.sockets[0]?.say('re:a');
    await w.pass(1);
    for (const socket of w.sockets) if (socket.frames.at(-1) === 'd') socket.say('re:d');
    await w.pass(1);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c', 're:d']);
  });

  it('goes on without the one that is lost, which dials for itself', async () => {
    const w = world({ engine });
    const link = w.link(pool(2));
    await w.pass(1);
    const calls = ['a', 'b'].map((one) => failure(link.request(bytes(one))));
    await w.pass(1);
    w.sockets[0]?.wire.reset();
    await w.pass(1);
    expect(await calls[0]).toMatchObject({ code: 'lost', outcome: 'unknown', connection: 'line#1' });
    expect([link.state, link.lineState]).toEqual(['open', '1 of 2 connected']);
    w.sockets[1]?.say('re:b');
    await w.pass(1);
    const next = link.request(bytes('c'));
    await w.pass(1);
    w.sockets[1]?.say('re:c');
    await w.pass(1);
    expect(text(await next)).toBe('re:c');
    await w.pass(2_000);
    expect(link.lineState).toBe('2 of 2 connected');
    expect(link.inspect().map(({ id }) => id)).toEqual(['line#1', 'line#2']);
  });

  it('finds out the one whose peer fell silent, and no other', async () => {
    const w = world({ engine, on: (socket, frame) => socket !== w.sockets[0] && socket.say(frame) });
    const heartbeat = { every: '1s', timeout: '1s', misses: 2, send: 'empty' } as const;
    const link = w.link({ ...pool(2), heartbeat, reconnect: { first: '1m', max: '1m' } });
    await w.pass(3_300);
    expect(link.inspect().map(({ state }) => state.split('.')[0])).toEqual(['reconnecting', 'connected']);
  });

  it('ends with the last that ends for good, and says why', async () => {
    const w = world({ engine });
    const link = w.link({ ...pool(2), reconnect: 'off' });
    await w.pass(1);
    w.sockets[0]?.wire.reset();
    await w.pass(60_000);
    expect([link.state, link.lineState]).toEqual(['open', '1 of 2 connected']);
    expect(w.sockets).toHaveLength(2);
    const queued = ['a', 'b', 'c'].map((one) => failure(link.request(bytes(one))));
    await w.pass(60);
    // What ended for good is not dialled because more calls wait.
    expect(w.sockets).toHaveLength(2);
    w.sockets[1]?.wire.reset();
    await w.pass(1);
    expect(link.state).toBe('closed');
    expect(await queued[0]).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(await queued[1]).toMatchObject({ code: 'lost', outcome: 'not-sent', reason: 'reset' });
  });

  it('dials again what had ended for good when it is told to redial', async () => {
    const w = world({ engine });
    const link = w.link({ ...pool(2), reconnect: 'off' });
    await w.pass(1);
    w.sockets[0]?.wire.reset();
    await w.pass(1);
    link.redial();
    await w.pass(1);
    expect(link.lineState).toBe('2 of 2 connected');
    expect(w.network.dialled).toBe(2);
    expect(w.sockets).toHaveLength(4);
  });

  it('crashes as a whole when one crashes, and comes back as a whole', async () => {
    const w = world({ engine });
    const codec = fragile({ ...LINE });
    const link = w.link({ ...pool(2), framing: codec.framing });
    await w.pass(1);
    codec.broken = true;
    w.sockets[0]?.say('x');
    await w.pass(1);
    expect(w.sockets.slice(0, 2).every(({ wire, finished }) => wire.gone || finished)).toBe(true);
    codec.broken = false;
    await w.pass(5_000);
    expect([link.state, link.lineState]).toEqual(['open', '2 of 2 connected']);
    expect(w.network.dialled).toBe(2);
  });

  it('drains all together', async () => {
    const w = world({ engine });
    const link = w.link(pool(3));
    await w.pass(1);
    const replies = ['a', 'b', 'c', 'd'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    let closed = false;
    void link.close().then(() => (closed = true));
    w.sockets[0]?.say('re:a');
    await w.pass(1);
    expect(w.sockets[0]?.frames).toEqual(['a', 'd']);
    expect(link.inspect().map(({ state }) => state)).toEqual(Array.from({ length: 3 }, () => 'closing.draining'));
    for (const [n, frame] of ['d', 'b', 'c'].entries()) w.sockets[n]?.say(`re:${frame}`);
    await w.pass(1);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c', 're:d']);
    await w.pass(1);
    expect(closed).toBe(true);
    expect(w.clock.alarm).toBeNull();
  });

  it('closes those that are idle and those that are still dialled, when nothing waits', async () => {
    const w = world({ engine });
    const link = w.link(pool(2));
    await w.pass(1);
    const call = link.request(bytes('a'));
    await w.pass(1);
    w.listener.answer = 'hang';
    w.sockets[1]?.wire.reset();
    await w.pass(2_000);
    expect(link.lineState).toBe('1 of 2 connected');
    const closed = link.close();
    w.sockets[0]?.say('re:a');
    await w.pass(10);
    expect(text(await call)).toBe('re:a');
    await closed;
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('destroys all at once', async () => {
    const w = world({ engine });
    const link = w.link(pool(3));
    await w.pass(1);
    const calls = ['a', 'b', 'c', 'd'].map((one) => failure(link.request(bytes(one))));
    await w.pass(1);
    link.destroy();
    const outcomes = (await Promise.all(calls)).map((error) => (error as { outcome: string }).outcome);
    expect(outcomes).toEqual(['unknown', 'unknown', 'unknown', 'not-sent']);
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('pauses and resumes all when nobody reads', async () => {
    const w = world({ engine });
    const link = w.link({ ...pool(2), inbox: { max: 2 } });
    await w.pass(1);
    const first = link.receive();
    for (const socket of w.sockets) for (const one of ['1', '2', '3']) socket.say(one);
    await w.pass(10);
    expect(link.inspect().every(({ context }) => context.paused)).toBe(true);
    await first;
    for (let n = 0; n < 5; n += 1) {
      expect(await link.receive({ timeout: 10 })).toBeDefined();
      await w.pass(10);
    }
    expect(link.counts.dropped).toBe(0);
    expect(link.inspect().some(({ context }) => context.paused)).toBe(false);
  });

  it('rests one by one, and dials as many as there are calls waiting', async () => {
    const w = world({ engine });
    const link = w.link(pool(4, { maxIdle: '5s' }));
    await w.pass(5_200);
    expect([link.lineState, w.network.dialled]).toEqual(['resting', 0]);
    for (const one of ['a', 'b']) link.exchange(bytes(one), () => {});
    await w.pass(1);
    expect(link.lineState).toBe('2 of 4 connected');
    for (const one of ['c', 'd', 'e', 'f']) link.exchange(bytes(one), () => {});
    await w.pass(1);
    expect([link.lineState, link.queued]).toEqual(['4 of 4 connected', 2]);
    link.destroy();
  });

  it('replaces the one that is old, and wakes none of those that rest', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(pool(3, { maxIdle: '5s', maxAge: '20s' }));
    for (let n = 0; n < 40; n += 1) {
      link.exchange(bytes(String(n)), () => {});
      await w.pass(1_000);
    }
    expect(link.lineState).toBe('1 of 3 connected');
    expect(w.sockets.length).toBeGreaterThanOrEqual(4);
    expect(w.sockets.length).toBeLessThanOrEqual(5);
  });
});
