import { describe, expect, it } from 'vitest';
import { createWheel } from '../../src/actor/wheel.ts';
import { Handshake, Rejection } from '../../src/connection/handshake.ts';
import type { Talk } from '../../src/contract/options/hooks.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { bytes, text, world } from '../model/world.ts';

const setUp = () => {
  const clock = new VirtualClock();
  const written: string[] = [];
  const write = (frame: Uint8Array): void => void written.push(text(frame));
  const flow: boolean[] = [];
  const talk = new Handshake(
    'line',
    write,
    () => clock.now(),
    createWheel(clock),
    true,
    (on) => flow.push(on),
  );
  return { clock, written, talk, flow };
};
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('the line as a handshake sees it', () => {
  it('asks and is answered, in order', async () => {
    const { talk, written } = setUp();
    const first = talk.request(bytes('user'));
    await Promise.resolve();
    talk.take(bytes('name?'));
    expect(text(await first)).toBe('name?');
    talk.take(bytes('early'));
    expect(text(await talk.receive())).toBe('early');
    expect(written).toEqual(['user']);
  });

  it('gives up in time, and leaves no timer behind', async () => {
    const { clock, talk } = setUp();
    const wait = failure(talk.receive({ timeout: 500 }));
    const longer = talk.receive({ timeout: 5_000 });
    clock.advance(600);
    expect(await wait).toMatchObject({ code: 'timeout' });
    talk.take(bytes('x'));
    expect(text(await longer)).toBe('x');
    talk.revoke();
    expect(clock.alarm).toBeNull();
  });

  it('is revoked: whoever waits is told, and nothing is written any more', async () => {
    const { talk, written } = setUp();
    const wait = failure(talk.receive());
    talk.take(bytes('x'));
    talk.take(bytes('unread'));
    await wait;
    const other = failure(talk.receive().then(() => talk.receive()));
    await Promise.resolve();
    await Promise.resolve();
    talk.revoke();
    expect(await other).toMatchObject({ code: 'revoked' });
    for (const late of [talk.post(bytes('y')), talk.receive(), talk.request(bytes('z'))])
      expect(await failure(late)).toMatchObject({ code: 'revoked' });
    expect(written).toEqual([]);
  });

  it('stops the socket when so much is unread, and lets it go on when half of it is read', async () => {
    const { talk, flow } = setUp();
    for (let i = 0; i < 63; i += 1) talk.take(bytes('x'));
    expect(flow).toEqual([]);
    talk.take(bytes('x'));
    expect(flow).toEqual([false]);
    for (let i = 0; i < 32; i += 1) await talk.receive();
    expect(flow).toEqual([false]);
    await talk.receive();
    expect(flow).toEqual([false, true]);
  });

  it('lets the socket go on when it is over', () => {
    const { talk, flow } = setUp();
    for (let i = 0; i < 70; i += 1) talk.take(bytes('x'));
    expect(talk.revoke()).toHaveLength(70);
    expect(flow).toEqual([false, true]);
  });

  it('says no by a throw of its own kind', () => {
    expect(() => setUp().talk.reject('who are you?')).toThrow(Rejection);
  });
});

const hears = async (talk: Talk): Promise<void> => {
  await talk.receive();
};

describe('a link with a handshake', () => {
  it('sends nothing before it is through, no heartbeat either', async () => {
    const w = world({ on: (socket, frame) => void (frame === 'hello' && socket.say('who?')) });
    const heartbeat = {
      every: 100,
      timeout: 100,
      misses: 1,
      send: { text: 'ping' },
      expect: 'echo',
      keepSending: true,
    } as const;
    const link = w.link({
      heartbeat,
      handshake: async (talk) => {
        await talk.request(bytes('hello'));
        await talk.request(bytes('me'));
      },
    });
    link.exchange(bytes('x'), () => {});
    await w.pass(2_000);
    expect(w.socket().frames).toEqual(['hello', 'me']);
    w.socket().say('welcome');
    await w.pass(1);
    expect(w.socket().frames).toEqual(['hello', 'me', 'x']);
  });

  it('fails an attempt when it throws, and is dialled anew', async () => {
    const w = world();
    let tries = 0;
    const link = w.link({ handshake: () => (++tries < 3 ? Promise.reject(new Error('not now')) : Promise.resolve()) });
    for (let i = 0; i < 10; i += 1) await w.pass(1_000);
    expect(link.lineState).toBe('connected.listening.idle');
    expect(tries).toBe(3);
    const lost = w.records.find(({ event }) => event.type === 'lost');
    expect(lost).toMatchObject({ event: { reason: 'handshake', detail: 'not now' } });
  });

  it('ends as rejected when it says no', async () => {
    const w = world();
    const link = w.link({ handshake: async (talk) => talk.reject('who are you?') });
    const call = failure(link.request(bytes('x')));
    await w.pass(1);
    expect(await call).toMatchObject({ code: 'rejected', outcome: 'not-sent' });
    expect((await call) as Error).toHaveProperty('message', expect.stringContaining('who are you?'));
    expect([link.state, w.network.dialled, w.clock.alarm]).toEqual(['closed', 0, null]);
  });

  it('ignores one that settles after its socket went', async () => {
    const w = world();
    const settle: (() => void)[] = [];
    const link = w.link({
      handshake: () =>
        new Promise((resolve) => {
          settle.push(resolve);
        }),
    });
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(2_000);
    expect(settle).toHaveLength(2);
    settle[0]?.();
    await w.pass(1);
    expect(link.lineState).toBe('connecting.attempting.handshaking');
    settle[1]?.();
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('ends with connectTimeout when it never settles', async () => {
    const w = world();
    const link = w.link({ connectTimeout: '1s', handshake: () => new Promise(() => {}) });
    await w.pass(1_100);
    expect(link.lineState).toBe('reconnecting.backing-off');
    expect(w.network.dialled).toBe(0);
  });

  it('does not read on from a peer that floods it', async () => {
    const w = world();
    const link = w.link({ handshake: () => new Promise(() => {}) });
    await w.pass(1);
    const { bytesIn } = link.counts;
    for (let i = 0; i < 1_000; i += 1) w.socket().say('x');
    await w.pass(1);
    expect(link.counts.bytesIn - bytesIn).toBe(64 * 3);
    expect(link.lineState).toBe('connecting.attempting.handshaking');
  });

  it('hands on what it did not ask for, in order, and before what comes later', async () => {
    const w = world();
    const link = w.link({ handshake: hears });
    await w.pass(1);
    for (const one of ['welcome', 'a', 'b']) w.socket().say(one);
    await w.pass(1);
    w.socket().say('c');
    await w.pass(1);
    const got = [];
    for (let i = 0; i < 3; i += 1) got.push(text(await link.receive({ timeout: 0 })));
    expect(got).toEqual(['a', 'b', 'c']);
  });
});
