/** What a lost leg means for the line, and what it does not. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, pairWorld, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const RECONNECT = { first: '100ms', jitter: 0 } as const;

describe.each<Engine>(['compiled', 'interpreted'])('a simplex link that loses a leg, %s', (engine) => {
  it('is ready only once both legs are up', async () => {
    const w = pairWorld({ engine });
    w.places.in.answer = 'hang';
    const link = w.link({ connectTimeout: '1s', reconnect: RECONNECT });
    const early = failure(link.ready({ timeout: '500ms' }));
    await w.pass(600);
    expect(await early).toMatchObject({ code: 'timeout' });
    expect(link.lineState).toBe('receive connecting.attempting.dialing, send connected.listening.idle');
    const ready = link.ready();
    w.places.in.answer = 'accept';
    await w.pass(1_000);
    await ready;
    expect(link.lineState).toBe('connected');
    expect(w.course('simplex').slice(1)).toEqual([
      'bank: open.neither → open.sending',
      'bank: open.sending → open.whole',
    ]);
  });

  it.each(['in', 'out'] as const)('says which leg is down and why: %s', async (leg) => {
    const w = pairWorld({ engine });
    const link = w.link({ reconnect: RECONNECT });
    await w.pass(1);
    w.places[leg].answer = 'refused';
    w.socket(leg).wire.reset();
    await w.pass(1);
    const side = leg === 'in' ? 'receive' : 'send';
    const left = leg === 'in' ? 'sending' : 'receiving';
    expect(link.lineState).toContain(`${side} reconnecting.backing-off`);
    expect(w.course('simplex').at(-1)).toBe(`bank: open.whole → open.${left}`);
    const down = w.records.find((record) => record.event.type === 'leg-down');
    expect(down).toMatchObject({ link: 'bank', chart: 'simplex', event: { leg: side, reason: 'reset' }, cause: 'io' });
    const late = failure(link.post(bytes('x'), { timeout: '2s' }));
    await w.pass(3_000);
    expect(await late).toMatchObject({ code: 'timeout', outcome: 'not-sent', reason: 'refused' });
    expect(((await late) as Error).message).toContain(`the ${side} leg is down`);
  });

  it('sends nothing while a leg is down, and all of it in order once both are up again', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ reconnect: RECONNECT });
    await w.pass(1);
    w.socket('in').wire.reset();
    await w.pass(1);
    const posts = ['a', 'b'].map((one) => link.post(bytes(one)));
    const asked = link.request(bytes('01c'));
    await w.pass(1);
    expect([w.socket('out').frames, link.queued]).toEqual([[], 3]);
    await w.pass(200);
    await Promise.all(posts);
    expect(w.socket('out').frames).toEqual(['a', 'b', '01c']);
    w.socket('in').say('01C');
    await w.pass(1);
    expect(text(await asked)).toBe('01C');
    expect(w.dialled('out')).toBe(1);
  });

  it.each(['in', 'out'] as const)('takes the reply of what is in flight though %s was lost meanwhile', async (leg) => {
    const w = pairWorld({ engine });
    const link = w.link({ reconnect: RECONNECT });
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    await w.pass(1);
    w.socket(leg).wire.reset();
    await w.pass(300);
    expect(w.dialled(leg)).toBe(2);
    w.socket('in').say('01A');
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
    expect(link.counts).toMatchObject({ losses: 1, dials: 3, replies: 1 });
  });

  it('ends a send leg on which something comes, says what came, and dials it anew', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ reconnect: RECONNECT });
    await w.pass(1);
    w.socket('out').say('hello');
    await w.pass(1);
    expect(w.faults).toMatchObject([{ code: 'frame-unasked', hex: '000568656c6c6f', offset: 0 }]);
    expect(link.lineState).toContain('send reconnecting.backing-off');
    expect(w.places.out.wires).toEqual([]);
    await w.pass(200);
    await link.ready();
    expect([w.dialled('out'), w.dialled('in')]).toEqual([2, 1]);
    expect(await link.receive({ timeout: 0 })).toBeUndefined();
  });

  it('takes what the peer says unasked, and leaves the receive leg unread while nobody reads', async () => {
    const w = pairWorld({ engine, highWater: 64 });
    const link = w.link({ inbox: { max: 2 }, reconnect: RECONNECT });
    await w.pass(1);
    const first = link.receive();
    for (let i = 0; i < 3; i += 1) w.socket('in').say(`99${String(i)}`);
    await w.pass(1);
    expect(text(await first)).toBe('990');
    expect(link.inspect()[0]?.context.paused).toBe(true);
    w.places.out.answer = 'refused';
    link.redial();
    await w.pass(300);
    // A leg that comes up anew is left unread as well, whether or not the other does.
    expect(link.lineState).toContain('send reconnecting');
    expect(link.inspect()[0]).toMatchObject({ state: 'connected.listening.idle', context: { paused: true } });
    w.socket('in').say('993');
    await w.pass(1);
    expect(link.counts.messages).toBe(3);
    expect(text(await link.receive())).toBe('991');
    expect(link.inspect()[0]?.context.paused).toBe(false);
    await w.pass(1);
    for (const said of ['992', '993']) expect(text(await link.receive({ timeout: 0 }))).toBe(said);
  });

  it('dials both legs anew when it is told to', async () => {
    const w = pairWorld({ engine });
    const link = w.link();
    await w.pass(1);
    link.redial();
    await w.pass(1);
    await link.ready();
    expect([w.dialled('out'), w.dialled('in')]).toEqual([2, 2]);
  });
});
