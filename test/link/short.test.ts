/** The short lifecycle: a connection for each exchange, and when the link dials again. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each<Engine>(['compiled', 'interpreted'])('a short link, %s', (engine) => {
  it('dials nobody until it is asked to send', async () => {
    const w = world({ engine });
    const link = w.link({ lifecycle: 'short' });
    await link.ready();
    await w.pass(60_000);
    expect(w.sockets).toEqual([]);
    expect(w.clock.alarm).toBeNull();
    expect(link.lineState).toBe('resting');
  });

  it('dials again, with growing waits, for a call that was surely not sent', async () => {
    const w = world({ engine, on: echo });
    w.listener.answer = 'refused';
    const link = w.link({ lifecycle: 'short', reconnect: { first: '1s', factor: 2, jitter: 0 } });
    const reply = link.request(bytes('x'));
    const dialled: number[] = [];
    w.supervisor.on('record', ({ effects, mono }) => void (effects.includes('dial') && dialled.push(mono)));
    await w.pass(8_000);
    const [first = 0, second = 0, third = 0] = dialled;
    expect(first).toBeGreaterThanOrEqual(1_000);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(third - second).toBeGreaterThanOrEqual(4_000);
    w.listener.answer = 'accept';
    await w.pass(10_000);
    expect(text(await reply)).toBe('re:x');
  });

  it('tells a call whose limit passed meanwhile that nothing was sent, and rests', async () => {
    const w = world({ engine });
    w.listener.answer = 'refused';
    const link = w.link({ lifecycle: 'short', exchange: { timeout: '3s' } });
    const call = failure(link.request(bytes('x')));
    await w.pass(3_200);
    expect(await call).toMatchObject({ code: 'timeout', outcome: 'not-sent' });
    await w.pass(60_000);
    expect(link.lineState).toBe('resting');
    expect(w.clock.alarm).toBeNull();
  });

  it('does not send a call again that was written once', async () => {
    const w = world({ engine, on: (socket) => socket.wire.reset() });
    const link = w.link({ lifecycle: 'short' });
    const call = failure(link.request(bytes('x')));
    await w.pass(30_000);
    expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(w.sockets.flatMap(({ frames }) => frames)).toEqual(['x']);
  });

  it('does not dial again a peer that turned it away, and stays open for the next call', async () => {
    const w = world({ engine, on: echo });
    let welcome = false;
    const link = w.link({
      lifecycle: 'short',
      handshake: (talk) => (welcome ? Promise.resolve() : Promise.reject(talk.reject('who are you?'))),
    });
    const call = failure(link.request(bytes('x')));
    await w.pass(100);
    expect(await call).toMatchObject({ code: 'rejected', outcome: 'not-sent' });
    await w.pass(60_000);
    expect(w.sockets).toHaveLength(1);
    welcome = true;
    const again = link.request(bytes('y'));
    await w.pass(100);
    expect(text(await again)).toBe('re:y');
  });

  it('holds no more connections than its concurrency', async () => {
    const w = world({ engine });
    const link = w.link({ lifecycle: { type: 'short', concurrency: 3 } });
    for (let i = 0; i < 10; i += 1) link.exchange(bytes(String(i)), () => {});
    await w.pass(10);
    expect(w.network.dialled).toBe(3);
    expect(link.queued).toBe(7);
    for (let round = 0; round < 20; round += 1) {
      for (const socket of w.sockets) if (!socket.wire.gone && socket.frames.length === 1) socket.say('re');
      await w.pass(10);
      expect(w.network.dialled).toBeLessThanOrEqual(3);
    }
    expect(w.sockets.map(({ frames }) => frames)).toEqual(Array.from({ length: 10 }, (_, i) => [String(i)]));
  });

  it('closes a connection whose call was given up before it opened', async () => {
    const w = world({ engine });
    w.listener.answer = 'hang';
    const link = w.link({ lifecycle: 'short', connectTimeout: '1s' });
    const controller = new AbortController();
    const call = failure(link.request(bytes('x'), { signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    w.listener.answer = 'accept';
    await w.pass(5_000);
    expect(w.network.dialled).toBe(0);
    expect(w.sockets.flatMap(({ frames }) => frames)).toEqual([]);
  });

  it('ends a post once it is written', async () => {
    const w = world({ engine });
    const link = w.link({ lifecycle: 'short' });
    const posted = link.post(bytes('x'));
    await w.pass(10);
    await posted;
    expect(w.socket().frames).toEqual(['x']);
    expect(w.socket().finished).toBe(true);
    await w.pass(1);
    expect(w.network.dialled).toBe(0);
  });

  it('destroys everything at once, also what waits and what has just been dialled', async () => {
    const w = world({ engine });
    w.listener.answer = 'hang';
    const link = w.link({ lifecycle: { type: 'short', concurrency: 2 } });
    const calls = Array.from({ length: 5 }, (_, i) => failure(link.request(bytes(String(i)))));
    await w.pass(1);
    link.destroy();
    for (const call of calls) expect(await call).toMatchObject({ code: 'destroyed', outcome: 'not-sent' });
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('drains: the queue goes out, one connection after another', async () => {
    const w = world({ engine, on: echo });
    const link = w.link({ lifecycle: { type: 'short', concurrency: 1 } });
    const replies = ['a', 'b', 'c'].map((one) => link.request(bytes(one)));
    const closed = link.close();
    for (let i = 0; i < 10; i += 1) await w.pass(10);
    expect((await Promise.all(replies)).map(text)).toEqual(['re:a', 're:b', 're:c']);
    await closed;
    expect(w.clock.alarm).toBeNull();
  });

  it('is closed as soon as the last call that waited is told that time ran out', async () => {
    const w = world({ engine });
    w.listener.answer = 'refused';
    const link = w.link({ lifecycle: 'short', exchange: { timeout: '1s' }, reconnect: { first: '5s' } });
    const call = failure(link.request(bytes('x')));
    await w.pass(10);
    void link.close();
    await w.pass(1_200);
    expect(await call).toMatchObject({ outcome: 'not-sent' });
    expect(link.state).toBe('closed');
  });

  it('redials at once when it is told to', async () => {
    const w = world({ engine, on: echo });
    w.listener.answer = 'refused';
    const link = w.link({ lifecycle: 'short', reconnect: { first: '20s' } });
    const reply = link.request(bytes('x'));
    await w.pass(100);
    w.listener.answer = 'accept';
    link.redial();
    await w.pass(10);
    expect(text(await reply)).toBe('re:x');
  });

  it('fails what waits, as not sent, once its attempts are used up', async () => {
    const w = world({ engine });
    w.listener.answer = 'refused';
    const off = w.link({ lifecycle: 'short', reconnect: 'off' }, 'off');
    const once = w.link({ lifecycle: 'short', reconnect: { first: '1s', attempts: 1, jitter: 0 } }, 'once');
    const calls = [off, once].map((link) => failure(link.request(bytes('x'))));
    await w.pass(10);
    expect(await calls[0]).toMatchObject({ code: 'lost', outcome: 'not-sent', reason: 'refused' });
    expect(w.records.filter(({ link, to }) => link === 'once' && to === 'dead')).toHaveLength(1);
    await w.pass(1_100);
    expect(await calls[1]).toMatchObject({ code: 'lost', outcome: 'not-sent', reason: 'refused' });
    // The link itself goes on: the next call is dialled for anew.
    w.listener.answer = 'accept';
    void once.request(bytes('y')).catch(() => {});
    await w.pass(10);
    expect(w.socket().frames).toEqual(['y']);
  });
});
