/** Messages that nobody has read: when the socket is paused, when it reads on, what is dropped. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, framed, text, world } from '../model/world.ts';
import type { World } from '../model/world.ts';

const small = { inbox: { max: 4 } } as const;
const paused = (w: World): boolean | undefined => w.supervisor.links.get('line')?.inspect()[0]?.context.paused;

describe.each<Engine>(['compiled', 'interpreted'])('messages, %s', (engine) => {
  it('are dropped and counted when nobody ever reads, and replies come through all the same', async () => {
    const w = world({ engine });
    const link = w.link(small);
    await w.pass(1);
    for (let i = 0; i < 10; i += 1) w.socket().say(String(i));
    await w.pass(1);
    expect(link.counts.dropped).toBe(6);
    expect(paused(w)).toBe(false);
    const reply = link.request(bytes('x'));
    await w.pass(1);
    w.socket().say('X');
    await w.pass(1);
    expect(text(await reply)).toBe('X');
  });

  it('are not kept for listeners', async () => {
    const w = world({ engine });
    const link = w.link(small);
    const heard: string[] = [];
    link.on('message', (frame) => heard.push(text(frame)));
    await w.pass(1);
    for (let i = 0; i < 10; i += 1) w.socket().say(String(i));
    await w.pass(1);
    expect(heard).toHaveLength(10);
    expect(link.counts.dropped).toBe(0);
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
  });

  it('stop the socket when a reader falls behind, and start it when half are read', async () => {
    const w = world({ engine });
    const link = w.link(small);
    await w.pass(1);
    await link.receive({ timeout: 0 });
    for (let i = 0; i < 10; i += 1) w.socket().say(String(i));
    await w.pass(1);
    expect(paused(w)).toBe(true);
    const got: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      got.push(text(await link.receive({ timeout: 0 })));
      await w.pass(1);
    }
    expect(got).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(paused(w)).toBe(false);
    expect(link.counts.dropped).toBe(0);
  });

  it('suspend the verdict on silence while our own reader has stopped the socket', async () => {
    const w = world({ engine });
    const link = w.link({ ...small, heartbeat: { preset: 'strict', send: 'empty' } });
    await w.pass(1);
    await link.receive({ timeout: 0 });
    for (let i = 0; i < 10; i += 1) w.socket().say(String(i));
    await w.pass(120_000);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(w.sockets).toHaveLength(1);
  });

  it('do not make a frame that we stopped reading look stalled', async () => {
    const w = world({ engine });
    const link = w.link(small);
    await w.pass(1);
    await link.receive({ timeout: 0 });
    const chunk = ['0', '1', '2', '3', 'last'].map(framed);
    const all = Uint8Array.from(chunk.flatMap((one) => [...one]));
    w.socket().wire.write(all.subarray(0, all.length - 2));
    w.socket().wire.write(all.subarray(all.length - 2));
    await w.pass(60_000);
    expect(paused(w)).toBe(true);
    expect(w.sockets).toHaveLength(1);
    const got: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      got.push(text(await link.receive({ timeout: 0 })));
      await w.pass(1);
    }
    expect(got.at(-1)).toBe('last');
  });

  it('end a line whose frame stalls once we read on', async () => {
    const w = world({ engine });
    const link = w.link(small);
    await w.pass(1);
    await link.receive({ timeout: 0 });
    w.socket().wire.write(
      Uint8Array.from(
        ['0', '1', '2', '3']
          .map(framed)
          .flatMap((one) => [...one])
          .concat(0),
      ),
    );
    await w.pass(60_000);
    for (let i = 0; i < 4; i += 1) await link.receive({ timeout: 0 });
    await w.pass(9_000);
    expect(link.lineState).toBe('connected.listening.idle');
    await w.pass(1_600);
    expect(link.lineState).toBe('reconnecting.backing-off');
    expect(w.faults).toMatchObject([{ code: 'frame-stalled' }]);
  });

  it('do not pile up when the peer comes back again and again while nobody reads on', async () => {
    const w = world({ engine });
    const link = w.link({ ...small, reconnect: { first: 10, max: 10 } });
    await w.pass(1);
    await link.receive({ timeout: 0 });
    for (let round = 0; round < 20; round += 1) {
      for (let i = 0; i < 10; i += 1) w.socket().say(`${String(round)}.${String(i)}`);
      await w.pass(1);
      w.socket().wire.reset();
      // A reset is heard by a socket that is not read when it writes.
      void link.post(bytes('x'));
      await w.pass(100);
    }
    let held = 0;
    while ((await link.receive({ timeout: 0 })) !== undefined) held += 1;
    expect(w.sockets.length).toBeGreaterThan(10);
    expect(held).toBeLessThanOrEqual(5);
  });

  it('do not stop the socket of a handshake', async () => {
    const w = world({ engine });
    const link = w.link({
      ...small,
      reconnect: { first: 10, max: 10 },
      handshake: async (talk) => {
        await talk.request(bytes('hello'));
      },
    });
    await w.pass(1);
    w.socket().say('welcome');
    await w.pass(1);
    await link.receive({ timeout: 0 });
    for (let i = 0; i < 10; i += 1) w.socket().say(String(i));
    await w.pass(1);
    expect(paused(w)).toBe(true);
    link.redial();
    await w.pass(100);
    w.socket().say('welcome');
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(paused(w)).toBe(true);
  });

  it('that a handshake did not ask for come first, and a throw of `expect` among them crashes this link alone', async () => {
    const w = world({ engine });
    const link = w.link({
      handshake: async (talk) => {
        await talk.receive();
      },
      heartbeat: {
        send: { text: 'hi' },
        expect: () => {
          throw new Error('mine');
        },
        role: 'both',
      },
    });
    // It is started again once, and meets the same again.
    for (const state of ['open', 'closed']) {
      await w.pass(1);
      w.socket().say('welcome');
      w.socket().say('news');
      w.clock.runSoon();
      await w.pass(1);
      expect(link.state).toBe(state);
    }
    await expect(link.ready()).rejects.toMatchObject({ code: 'crashed', cause: new Error('mine') });
  });
});

describe('a peer that does not read', () => {
  it('leaves what is written later in the queue, where it can still expire, and takes it in order once it reads', async () => {
    const w = world({ highWater: 30 });
    const link = w.link({ exchange: { mode: 'pipeline' } });
    await w.pass(1);
    w.socket().wire.pause();
    const posts: Promise<unknown>[] = [];
    for (let i = 0; i < 10; i += 1) {
      posts.push(link.post(bytes(`${String(i)} of some length`)));
      await w.pass(1);
    }
    const late = link.post(bytes('late'), { timeout: '1s' }).catch((error: unknown) => error);
    expect(link.counts.posts).toBeLessThan(4);
    expect(link.queued).toBeGreaterThan(7);
    await w.pass(1_100);
    expect(await late).toMatchObject({ code: 'timeout', outcome: 'not-sent' });
    w.socket().wire.resume();
    for (let i = 0; i < 10; i += 1) await w.pass(1);
    await Promise.all(posts);
    expect(w.socket().frames).toEqual(Array.from({ length: 10 }, (_, i) => `${String(i)} of some length`));
  });
});
