/** How a simplex link ends: in order, at once, or because a leg did. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, pairWorld, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each<Engine>(['compiled', 'interpreted'])('the end of a simplex link, %s', (engine) => {
  it('comes in order: what waits is sent, what is owed is answered, then the send leg goes, then the other', async () => {
    const w = pairWorld({ engine });
    w.places.in.answer = 'hang';
    const link = w.link({ connectTimeout: '100ms', reconnect: { first: '100ms', jitter: 0 } });
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    const posted = link.post(bytes('p'));
    let over = false;
    const closed = link.close().then(() => (over = true));
    expect(await failure(link.post(bytes('late')))).toMatchObject({ code: 'closed', outcome: 'not-sent' });
    w.places.in.answer = 'accept';
    await w.pass(400);
    await posted;
    expect([w.socket('out').frames, over, link.state]).toEqual([['01a', 'p'], false, 'draining']);
    w.socket('in').say('01A');
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
    await w.pass(50);
    await closed;
    const ends = w.course('child').filter((one) => one.endsWith('→ ended'));
    expect(ends).toEqual([
      'bank/send: stopping → ended',
      'bank/receive: stopping → ended',
      'supervisor/bank: stopping → ended',
    ]);
    expect([w.socket('out').finished, w.socket('in').finished]).toEqual([true, true]);
    expect(w.clock.alarm).toBeNull();
  });

  it('comes within its limit, whatever is owed', async () => {
    const w = pairWorld({ engine });
    const link = w.link();
    await w.pass(1);
    const asked = failure(link.request(bytes('01a')));
    const closed = link.close({ within: '1s' });
    await w.pass(1_100);
    await closed;
    expect(await asked).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(w.places.out.wires.length + w.places.in.wires.length).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('settles all of it once when it is destroyed', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange: { mode: 'simplex', receive: 'memory://in', key: { bytes: 2 }, window: 1 } });
    await w.pass(1);
    const told: string[] = [];
    const note = (name: string, promise: Promise<unknown>): void =>
      void promise.then(
        () => told.push(name),
        (error: { code: string; outcome: string }) => told.push(`${name} ${error.code} ${error.outcome}`),
      );
    note('a', link.request(bytes('01a')));
    note('b', link.request(bytes('02b')));
    note('c', link.post(bytes('c')));
    await w.pass(1);
    link.destroy();
    await w.pass(60_000);
    expect(told.toSorted()).toEqual(['a lost unknown', 'b destroyed not-sent', 'c destroyed not-sent']);
    expect([link.state, w.clock.alarm]).toEqual(['closed', null]);
    expect(w.course('simplex').at(-1)).toBe('bank: open.whole → ended');
    expect(w.places.out.wires.length + w.places.in.wires.length).toBe(0);
  });

  it.each(['in', 'out'] as const)('comes when a leg has used up its attempts: %s', async (leg) => {
    const w = pairWorld({ engine });
    const link = w.link({ reconnect: { first: '100ms', jitter: 0, attempts: 2 } });
    await w.pass(1);
    w.places[leg].answer = 'refused';
    w.socket(leg).wire.reset();
    await w.pass(1);
    const waits = failure(link.post(bytes('x')));
    await w.pass(1_000);
    expect(await waits).toMatchObject({ code: 'gave-up', outcome: 'not-sent' });
    expect(link.state).toBe('closed');
    expect(w.records.find(({ event }) => event.type === 'failed' && 'leg' in event)?.event).toMatchObject({
      leg: leg === 'in' ? 'receive' : 'send',
      reason: 'gave-up',
    });
    expect(w.places.out.wires.length + w.places.in.wires.length).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('comes while it still dials, and leaves no socket', async () => {
    const w = pairWorld({ engine });
    w.places.in.answer = 'hang';
    w.places.out.answer = 'hang';
    const link = w.link();
    await w.pass(1);
    const closed = link.close();
    await w.pass(1);
    await closed;
    expect(w.clock.alarm).toBeNull();
  });
});
