/** A circuit breaker: callers of a peer that fails again and again are told at once, and one is let through to try. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { Link } from '../../src/link/link.ts';
import { bytes, text, world } from '../model/world.ts';
import type { World } from '../model/world.ts';

const INPUT: Partial<LinkInput> = {
  exchange: { timeout: '100ms' },
  breaker: { failures: 3, openFor: '10s' },
  reconnect: { first: '10ms', max: '20ms' },
};
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

const ask = async (w: World, link: Link): Promise<unknown> => {
  const asked = failure(link.request(bytes('a')));
  await w.pass(300);
  return asked;
};

const fail = async (w: World, link: Link, times: number): Promise<void> => {
  for (let i = 0; i < times; i += 1) expect(await ask(w, link)).toMatchObject({ code: 'timeout' });
};

describe.each<Engine>(['compiled', 'interpreted'])('a breaker, %s', (engine) => {
  it('opens after so many failures in a row, and tells callers at once that nothing was sent', async () => {
    const w = world({ engine });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 3);
    expect(await failure(link.request(bytes('a')))).toMatchObject({ code: 'circuit-open', outcome: 'not-sent' });
    expect(w.records.filter(({ chart }) => chart === 'breaker').at(-1)).toMatchObject({
      from: 'open',
      to: 'open',
      effects: ['refuse'],
    });
  });

  it('counts failures in a row alone: one reply between them closes the count', async () => {
    const w = world({ engine, on: (socket, frame) => (frame === 'good' ? socket.say('yes') : undefined) });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 2);
    const good = link.request(bytes('good'));
    await w.pass(50);
    expect(text(await good)).toBe('yes');
    await fail(w, link, 2);
    expect(await ask(w, link)).toMatchObject({ code: 'timeout' });
    expect(await ask(w, link)).toMatchObject({ code: 'circuit-open' });
  });

  it('lets one through after its time, and opens again when that fails', async () => {
    const w = world({ engine });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 3);
    await w.pass(10_000);
    const trial = failure(link.request(bytes('a')));
    expect(await failure(link.request(bytes('b')))).toMatchObject({ code: 'circuit-open' });
    await w.pass(300);
    expect(await trial).toMatchObject({ code: 'timeout' });
    expect(await ask(w, link)).toMatchObject({ code: 'circuit-open' });
  });

  it('closes when the one let through is answered', async () => {
    const w = world({ engine, on: (socket, frame) => (frame === 'good' ? socket.say('yes') : undefined) });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 3);
    await w.pass(10_000);
    const trial = link.request(bytes('good'));
    await w.pass(50);
    expect(text(await trial)).toBe('yes');
    await fail(w, link, 2);
  });

  it('lets another try when the caller of the first gave up', async () => {
    const w = world({ engine });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 3);
    await w.pass(10_000);
    const quit = new AbortController();
    const trial = failure(link.request(bytes('a'), { signal: quit.signal }));
    quit.abort();
    expect(await trial).toMatchObject({ code: 'aborted' });
    await w.pass(300);
    expect(await ask(w, link)).toMatchObject({ code: 'timeout' });
  });

  it('lets another try when the first found the queue full', async () => {
    const w = world({ engine });
    const link = w.link({ ...INPUT, queue: { max: 1 } });
    await w.pass(1);
    await fail(w, link, 3);
    await w.pass(10_000);
    w.listener.answer = 'hang';
    link.redial();
    const waits = failure(link.post(bytes('x'), { timeout: '1s' }));
    expect(await failure(link.request(bytes('a')))).toMatchObject({ code: 'queue-full' });
    expect(await failure(link.request(bytes('b')))).toMatchObject({ code: 'queue-full' });
    await w.pass(2_000);
    await waits;
  });

  it('leaves posts alone, and lines without one', async () => {
    const w = world({ engine });
    const link = w.link(INPUT);
    const other = w.link({ ...INPUT, breaker: 'off' }, 'other');
    await w.pass(1);
    await fail(w, link, 3);
    const posted = link.post(bytes('p'));
    await w.pass(50);
    await expect(posted).resolves.toBeUndefined();
    await fail(w, other, 5);
  });

  it('arms nothing once its link is closed', async () => {
    const w = world({ engine });
    const link = w.link(INPUT);
    await w.pass(1);
    await fail(w, link, 3);
    link.destroy();
    await w.pass(1);
    const count = w.records.length;
    await w.pass(60_000);
    expect(w.records).toHaveLength(count);
  });
});
