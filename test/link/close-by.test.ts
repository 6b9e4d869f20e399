/** Who ends a short connection after its exchange. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const short = (closeBy: 'us' | 'peer' | 'reset'): Partial<LinkInput> => ({ lifecycle: { type: 'short', closeBy } });

describe.each<Engine>(['compiled', 'interpreted'])('the end of a short connection, %s', (engine) => {
  it('us: FIN from here', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(short('us'));
    const reply = link.request(bytes('x'));
    await w.pass(1);
    expect(text(await reply)).toBe('re:x');
    expect([w.socket().finished, w.socket().fault, link.lineState]).toEqual([true, null, 'resting']);
  });

  it('peer: its FIN is awaited, and ours is the second', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(short('peer'));
    const reply = link.request(bytes('x'));
    await w.pass(1_000);
    expect(text(await reply)).toBe('re:x');
    expect([w.socket().finished, link.lineState]).toEqual([false, '1 connections']);
    w.socket().wire.end();
    await w.pass(1);
    expect([w.socket().wire.gone, link.lineState]).toEqual([true, 'resting']);
  });

  it('peer: not longer than closeTimeout', async () => {
    const w = world({ engine, on: echo });
    const link = w.link({ ...short('peer'), closeTimeout: '3s' });
    void link.request(bytes('x'));
    await w.pass(2_900);
    expect(w.socket().finished).toBe(false);
    await w.pass(300);
    expect([w.socket().finished, link.lineState]).toEqual([true, 'resting']);
    expect(w.records.findLast(({ to }) => to === 'dead')?.event.type).toBe('after:closeTimeout');
  });

  it.each(['peer', 'reset'] as const)('%s: a connection that found nothing to do is ended by FIN', async (closeBy) => {
    const w = world({ engine });
    const welcomes: (() => void)[] = [];
    const handshake = (): Promise<void> => new Promise((resolve) => welcomes.push(resolve));
    const link = w.link({ ...short(closeBy), handshake });
    const controller = new AbortController();
    const call = link.request(bytes('a'), { signal: controller.signal }).catch(() => {});
    await w.pass(1);
    controller.abort();
    await call;
    welcomes[0]?.();
    await w.pass(1);
    expect([w.socket().finished, w.socket().fault, link.lineState]).toEqual([true, null, 'resting']);
  });

  it('reset: RST after the reply, and the connection is over at once', async () => {
    const w = world({ engine, on: echo });
    const link = w.link(short('reset'));
    const reply = link.request(bytes('x'));
    await w.pass(1);
    expect(text(await reply)).toBe('re:x');
    expect([w.socket().finished, w.socket().fault, link.lineState]).toEqual([false, 'reset', 'resting']);
    const dead = w.records.find(({ to }) => to === 'dead');
    expect([dead?.from, dead?.event.type]).toEqual(['closing.ending', 'destroy']);
    expect([link.inspect(), w.network.dialled]).toEqual([[], 0]);
  });

  it('reset: FIN after a post, which a reset could take from the peer unread', async () => {
    const w = world({ engine });
    const link = w.link(short('reset'));
    const posted = link.post(bytes('x'));
    await w.pass(1);
    await posted;
    expect([w.socket().frames, w.socket().finished, w.socket().fault]).toEqual([['x'], true, null]);
  });
});
