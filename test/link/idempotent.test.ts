/** A request written as the line went: what is known of it, and the one kind that is sent again. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const idempotent = true;
const soon: Partial<LinkInput> = { reconnect: { first: '1s', max: '1s', jitter: 0 } };

/** Ends the line as it gets each of the first `times` frames: its own idle limit has passed at that moment. */
const ends = (times: number) => {
  let left = times;
  return (socket: PeerSocket, frame: string): void => {
    left -= 1;
    if (left >= 0) socket.wire.end();
    else socket.say(`re:${frame}`);
  };
};
const sent = ({ sockets }: { readonly sockets: readonly PeerSocket[] }): readonly string[] =>
  sockets.flatMap(({ frames }) => frames);

describe.each<Engine>(['compiled', 'interpreted'])('a request that meets the end of its line, %s', (engine) => {
  it('is unknown, and nothing is sent again', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link(soon);
    await w.pass(1);
    const call = failure(link.request(bytes('x')));
    await w.pass(60_000);
    expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown', reason: 'ended' });
    expect(sent(w)).toEqual(['x']);
  });

  it('is sent once more, on the next line, if it is idempotent', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link(soon);
    await w.pass(1);
    const call = link.request(bytes('x'), { idempotent });
    await w.pass(500);
    expect([sent(w), link.queued]).toEqual([['x'], 1]);
    await w.pass(1_000);
    expect(text(await call)).toBe('re:x');
    expect(sent(w)).toEqual(['x', 'x']);
    expect(link.counts.requests).toBe(2);
  });

  it('is sent no third time', async () => {
    const w = world({ engine, on: ends(5) });
    const link = w.link(soon);
    await w.pass(1);
    const call = failure(link.request(bytes('x'), { idempotent }));
    await w.pass(29_000);
    expect(await call).toMatchObject({ code: 'lost', outcome: 'unknown', connection: 'line#1' });
    expect(sent(w)).toEqual(['x', 'x']);
  });

  it('keeps its place before those that came later', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link(soon);
    await w.pass(1);
    const calls = ['a', 'b', 'c'].map((one) => link.request(bytes(one), { idempotent }));
    await w.pass(3_000);
    expect((await Promise.all(calls)).map(text)).toEqual(['re:a', 're:b', 're:c']);
    expect(sent(w)).toEqual(['a', 'a', 'b', 'c']);
  });

  it('keeps its limit: when that passes in the queue, the first sending is still unknown', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link(soon);
    await w.pass(1);
    const call = failure(link.request(bytes('x'), { idempotent, timeout: '600ms' }));
    await w.pass(700);
    expect(await call).toMatchObject({ code: 'timeout', outcome: 'unknown', reason: 'ended' });
    await w.pass(60_000);
    expect(sent(w)).toEqual(['x']);
  });

  it('may be given up while it waits, and is not sent again', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link(soon);
    const controller = new AbortController();
    await w.pass(1);
    const call = failure(link.request(bytes('x'), { idempotent, signal: controller.signal }));
    await w.pass(500);
    controller.abort();
    expect(await call).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    await w.pass(60_000);
    expect(sent(w)).toEqual(['x']);
  });

  it('given up by the callback of another that went with the same line is not sent again', async () => {
    const w = world({ engine });
    const link = w.link({ ...soon, exchange: { mode: 'pipeline' } });
    const controller = new AbortController();
    await w.pass(1);
    link.exchange(bytes('a'), () => controller.abort());
    const call = failure(link.request(bytes('b'), { idempotent, signal: controller.signal }));
    await w.pass(1);
    w.socket().wire.reset();
    await w.pass(60_000);
    expect(await call).toMatchObject({ outcome: 'unknown' });
    expect(sent(w)).toEqual(['a', 'b']);
  });

  it.each(['close', 'destroy'] as const)('is unknown when %s comes before the next line', async (end) => {
    const w = world({ engine, on: ends(1) });
    const link = w.link({ ...soon, drainTimeout: '100ms' });
    await w.pass(1);
    const call = failure(link.request(bytes('x'), { idempotent }));
    await w.pass(500);
    void link[end]();
    await w.pass(200);
    expect(await call).toMatchObject({ code: end === 'close' ? 'closed' : 'destroyed', outcome: 'unknown' });
    expect(sent(w)).toEqual(['x']);
    expect(w.clock.alarm).toBeNull();
  });

  it('is unknown at once when its own link is destroyed, or ends with that line', async () => {
    const w = world({ engine, on: (socket, frame) => frame === 'y' && socket.wire.reset() });
    const first = w.link({}, 'first');
    const second = w.link({ reconnect: 'off' }, 'second');
    await w.pass(1);
    const calls = [first.request(bytes('x'), { idempotent }), second.request(bytes('y'), { idempotent })].map(failure);
    await w.pass(1);
    first.destroy();
    await w.pass(1);
    expect(await calls[0]).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(await calls[1]).toMatchObject({ code: 'lost', outcome: 'unknown', reason: 'reset' });
  });

  it('is not repeated where the queue has no room for it', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link({ ...soon, queue: { max: 1 } });
    await w.pass(1);
    const first = failure(link.request(bytes('x'), { idempotent }));
    const waits = link.request(bytes('y'));
    await w.pass(3_000);
    expect(await first).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(text(await waits)).toBe('re:y');
    expect(sent(w)).toEqual(['x', 'y']);
  });

  it('that was never sent is told so, and may be repeated by its caller', async () => {
    const w = world({ engine });
    w.listener.answer = 'refused';
    const short = w.link({ lifecycle: 'short', reconnect: 'off' }, 'short');
    const long = w.link({ reconnect: { first: '1s', attempts: 1 } }, 'long');
    const calls = [short, long].map((link) => failure(link.request(bytes('x'), { idempotent })));
    await w.pass(5_000);
    expect(await calls[0]).toMatchObject({ code: 'lost', outcome: 'not-sent', reason: 'refused' });
    expect(await calls[1]).toMatchObject({ code: 'gave-up', outcome: 'not-sent', reason: 'refused' });
  });

  it('goes at once to another of a pool that has room', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link({ lifecycle: { type: 'long', connections: 2 }, reconnect: { first: '1m', max: '1m' } });
    await w.pass(1);
    const call = link.request(bytes('x'), { idempotent });
    await w.pass(5);
    expect(text(await call)).toBe('re:x');
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['x'], ['x']]);
  });

  it('has the next connection of a short link, at once', async () => {
    const w = world({ engine, on: ends(1) });
    const link = w.link({ lifecycle: 'short' });
    const call = link.request(bytes('x'), { idempotent });
    await w.pass(10);
    expect(text(await call)).toBe('re:x');
    expect(w.sockets.map(({ frames }) => frames)).toEqual([['x'], ['x']]);
  });
});
