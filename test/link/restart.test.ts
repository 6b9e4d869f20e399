/** A link's actor is restarted under the same handle. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, text, world } from '../model/world.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each<Engine>(['compiled', 'interpreted'])('a restarted link, %s', (engine) => {
  it('tells what was in flight that its outcome is unknown, and keeps the queue in its order', async () => {
    const w = world({ engine });
    const link = w.link();
    const flying = failure(link.request(bytes('a')));
    const waiting = ['b', 'c'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    link.restart();
    expect(await flying).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(link.queued).toBe(2);
    await w.pass(10);
    w.socket().say('B');
    await w.pass(1);
    w.socket().say('C');
    await w.pass(1);
    expect((await Promise.all(waiting)).map(text)).toEqual(['B', 'C']);
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['a'], ['b', 'c']]);
    expect(w.network.dialled).toBe(1);
  });

  it('keeps those who wait for it, who listen and who read', async () => {
    const w = world({ engine });
    w.listener.answer = 'hang';
    const link = w.link();
    const heard: string[] = [];
    link.on('state', ({ to }) => heard.push(to));
    const ready = link.ready();
    const message = link.receive();
    await w.pass(1);
    w.listener.answer = 'accept';
    link.restart();
    await w.pass(1);
    await ready;
    w.socket().say('news');
    await w.pass(1);
    expect(text(await message)).toBe('news');
    expect(heard).toContain('connected.listening.idle');
  });

  it('leaves nothing of its old life: no socket, no timer, no record', async () => {
    const w = world({ engine });
    const link = w.link({ heartbeat: { every: '1s', timeout: '1s', misses: 1, send: 'empty' } });
    await w.pass(1_500);
    link.restart();
    await w.pass(1);
    expect(w.sockets[0]?.wire.gone || w.sockets[0]?.finished).toBe(true);
    expect(w.records.filter(({ connection }) => connection === 'line#1').at(-1)?.to).not.toBe('dead');
    const after = w.records.length;
    w.sockets[0]?.say('from beyond');
    await w.pass(5_000);
    expect(w.records.slice(after).map(({ connection }) => connection)).not.toContain('line#1');
    link.destroy();
    expect(w.clock.alarm).toBeNull();
    await expect(link.receive({ timeout: 0 })).resolves.toBeUndefined();
  });

  it('gives back the turn of a dial that was under way', async () => {
    const w = world({ engine, supervise: { dials: { total: 1 } } });
    w.listener.answer = 'hang';
    const link = w.link();
    await w.pass(1);
    expect(link.lineState).toBe('connecting.attempting.dialing');
    w.listener.answer = 'accept';
    link.restart();
    await w.pass(1);
    expect(link.lineState).toBe('connected.listening.idle');
  });

  it('works for a short one', async () => {
    const w = world({ engine });
    const link = w.link({ lifecycle: { type: 'short', concurrency: 1 } });
    const flying = failure(link.request(bytes('a')));
    const waiting = link.request(bytes('b'));
    await w.pass(1);
    link.restart();
    expect(await flying).toMatchObject({ outcome: 'unknown' });
    await w.pass(10);
    w.socket().say('B');
    await w.pass(1);
    expect(text(await waiting)).toBe('B');
  });

  it('does not keep the process alive if it was told so before', async () => {
    const w = world({ engine });
    const link = w.link();
    link.unref();
    link.restart();
    await w.pass(1);
    expect(w.clock.alarm?.ref).toBe(false);
  });
});
