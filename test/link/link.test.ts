import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);

describe.each<Engine>(['compiled', 'interpreted'])('a long sync link, %s', (engine) => {
  it('asks and is answered', async () => {
    const w = world({ engine, on: echo });
    const link = w.link();
    const reply = link.request(bytes('one'));
    await w.pass(10);
    expect(text(await reply)).toBe('re:one');
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('sends one request at a time, in the order of the calls', async () => {
    const w = world({ engine });
    const link = w.link();
    const replies = ['a', 'b', 'c'].map((one) => link.request(bytes(one)));
    await w.pass(10);
    expect(w.socket().frames).toEqual(['a']);
    w.socket().say('A');
    await w.pass(1);
    expect(w.socket().frames).toEqual(['a', 'b']);
    w.socket().say('B');
    await w.pass(1);
    w.socket().say('C');
    await w.pass(1);
    expect((await Promise.all(replies)).map(text)).toEqual(['A', 'B', 'C']);
  });

  it('ends the line when a reply does not come, and tells the caller that the outcome is unknown', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { timeout: '5s' } });
    const reply = link.request(bytes('x')).catch((error: unknown) => error);
    await w.pass(5_500);
    expect(await reply).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect(link.lineState).toBe('reconnecting.backing-off');
    await w.pass(2_000);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(w.sockets).toHaveLength(2);
  });

  it('tells what was in flight `unknown` and what waited nothing, when the peer resets', async () => {
    const w = world({ engine });
    const link = w.link();
    const first = link.request(bytes('x')).catch((error: unknown) => error);
    const second = link.request(bytes('y'));
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(1);
    expect(await first).toMatchObject({ code: 'lost', outcome: 'unknown', reason: 'reset' });
    await w.pass(2_000);
    expect(w.socket().frames).toEqual(['y']);
    w.socket().say('Y');
    await w.pass(1);
    expect(text(await second)).toBe('Y');
  });

  it('drains on close and leaves nothing armed', async () => {
    const w = world({ engine, on: echo });
    const link = w.link();
    const reply = link.request(bytes('x'));
    const closed = link.close();
    await expect(link.request(bytes('z'))).rejects.toMatchObject({ code: 'closed', outcome: 'not-sent' });
    await w.pass(3_000);
    expect(text(await reply)).toBe('re:x');
    await closed;
    expect(link.state).toBe('closed');
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('holds the line by heartbeats, and finds a mute peer', async () => {
    let mute = false;
    const w = world({ engine, on: (socket, frame) => void (mute || socket.say(frame)) });
    const link = w.link({ heartbeat: { every: '20s', timeout: '10s', misses: 2, send: 'empty' } });
    await w.pass(120_000);
    expect(link.lineState).toMatch(/^connected/);
    expect(w.sockets).toHaveLength(1);
    expect(link.counts.heartbeatsSent).toBeGreaterThanOrEqual(5);
    mute = true;
    await w.pass(45_000);
    expect(
      w.records.some((record) => record.to.startsWith('reconnecting') && record.event.type === 'after:probeTimeout'),
    ).toBe(true);
    expect(w.sockets.length).toBeGreaterThanOrEqual(1);
  });

  it('gives a short link a connection for each exchange', async () => {
    const w = world({ engine, on: echo });
    const link = w.link({ lifecycle: 'short' });
    const replies = Array.from({ length: 40 }, (_, i) => link.request(bytes(String(i))));
    for (let i = 0; i < 40; i += 1) await w.pass(100);
    expect((await Promise.all(replies)).map(text)).toEqual(Array.from({ length: 40 }, (_, i) => `re:${String(i)}`));
    expect(w.sockets).toHaveLength(40);
    expect(w.network.dialled).toBe(0);
  });

  it('refuses a frame that the header cannot say before anything is written', async () => {
    const w = world({ engine });
    const link = w.link();
    await w.pass(1);
    await expect(link.request(new Uint8Array(70_000))).rejects.toMatchObject({ code: 'frame-refused' });
    await w.pass(1);
    expect(w.socket().frames).toEqual([]);
  });

  it('is not hurt by a callback that throws', async () => {
    const w = world({ engine, on: echo });
    const link = w.link();
    link.exchange(bytes('x'), () => {
      throw new Error('mine');
    });
    await w.pass(1);
    expect(w.faults).toHaveLength(1);
    const reply = link.request(bytes('y'));
    await w.pass(1);
    expect(text(await reply)).toBe('re:y');
  });

  it('ends as crashed when a function of the user throws, and no other link is touched', async () => {
    const w = world({ engine, on: echo });
    const bad = w.link(
      {
        heartbeat: {
          every: '1s',
          timeout: '1s',
          misses: 1,
          send: () => {
            throw new Error('mine');
          },
          expect: 'echo',
        },
      },
      'bad',
    );
    const good = w.link({}, 'good');
    await w.pass(2_000);
    expect(bad.state).toBe('closed');
    await expect(bad.request(bytes('x'))).rejects.toMatchObject({ code: 'crashed', cause: new Error('mine') });
    expect(good.lineState).toBe('connected.listening.idle');
    expect(w.network.dialled).toBe(1);
  });

  it('lets an aborted call go at once and throws its late reply away', async () => {
    const w = world({ engine });
    const link = w.link();
    const controller = new AbortController();
    const first = link.request(bytes('a'), { signal: controller.signal }).catch((error: unknown) => error);
    const second = link.request(bytes('b'));
    await w.pass(1);
    controller.abort();
    expect(await first).toBeInstanceOf(HoldfastError);
    w.socket().say('A');
    await w.pass(1);
    w.socket().say('B');
    await w.pass(1);
    expect(text(await second)).toBe('B');
    expect(link.counts.late).toBe(1);
  });

  it('keeps a message for whoever reads, and gives up at zero', async () => {
    const w = world({ engine });
    const link = w.link();
    await w.pass(1);
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
    w.socket().say('news');
    await w.pass(1);
    expect(text(await link.receive())).toBe('news');
    const later = link.receive({ timeout: '1s' });
    await w.pass(1_100);
    expect(await later).toBeUndefined();
  });
});
