/** Each trouble on a line over a memory network: what it does, that it ends, and what is on record of it. */
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { Chaos } from '../../src/chaos/chaos.ts';
import { Stream } from '../../src/connection/stream.ts';
import { bytes, text, world } from '../model/world.ts';
import type { World, WorldOptions } from '../model/world.ts';

const beat = { every: '2s', timeout: '1s', misses: 1, send: { text: 'ping' }, expect: { text: 'pong' } } as const;
const on: NonNullable<WorldOptions['on']> = (socket, frame) => socket.say(frame === 'ping' ? 'pong' : `=${frame}`);
const of = ({ supervisor: { chaos } }: World): Chaos => {
  if (chaos === null) throw new Error('this world has chaos');
  return chaos;
};
const state = (w: World): string => w.supervisor.links.get('line')?.lineState ?? '';
const told = (w: World): readonly string[] =>
  w.records.filter(({ chart }) => chart === 'chaos').map(({ event, to, cause }) => `${event.type} ${to} ${cause}`);

describe.each<Engine>(['compiled', 'interpreted'])('chaos, %s', (engine) => {
  const begun = async (): Promise<{ w: World; chaos: Chaos; ask: (what: string) => string[] }> => {
    const w = world({ engine, on, supervise: { chaos: true } });
    const link = w.link({ heartbeat: beat, connectTimeout: '5s', reconnect: { first: '500ms', max: '1s' } });
    const ask = (what: string): string[] => {
      const heard: string[] = [];
      link.exchange(bytes(what), (error, view) => heard.push(error === null ? text(view) : error.code));
      return heard;
    };
    await w.pass(10);
    return { w, chaos: of(w), ask };
  };
  it('leaves a link alone until something is asked for, and puts nothing on record', async () => {
    const { w, ask, chaos } = await begun();
    const heard = ask('a');
    await w.pass(10);
    expect([heard, told(w), chaos.state('line')]).toEqual([['=a'], [], 'idle']);
  });

  it('drop resets the line, which is dialled again', async () => {
    const { w, chaos, ask } = await begun();
    const heard = ask('a');
    chaos.drop('line');
    expect(state(w)).toMatch(/^connected/);
    await w.pass(10);
    expect(heard).toEqual(['lost']);
    expect(w.socket().fault).toBe('reset');
    const loss = w.records.find(({ event }) => event.type === 'lost');
    expect(loss?.event).toMatchObject({ reason: 'reset', detail: expect.stringContaining('on purpose') });
    await w.pass(2_000);
    expect(state(w)).toMatch(/^connected/);
    expect(told(w)).toEqual(['start idle chaos', 'drop idle chaos']);
  });

  it('a black hole is found by the heartbeat alone, dials hang in it, and it ends by itself', async () => {
    const { w, chaos } = await begun();
    const before = w.socket().frames.length;
    chaos.blackHole('line', { lasts: '9s' });
    await w.pass(3_500);
    expect(w.socket().frames).toHaveLength(before);
    expect(w.records.find(({ to }) => to.startsWith('reconnecting'))?.event.type).toBe('after:probeTimeout');
    await w.pass(2_000);
    expect([state(w), w.sockets.length]).toEqual(['connecting.attempting.dialing', 1]);
    await w.pass(4_500);
    expect(state(w)).toMatch(/^connected/);
    expect(told(w)).toEqual(['start idle chaos', 'black-hole black-holed chaos', 'after:lasts idle chaos']);
  });

  it('what a black hole held goes on in order once it is healed', async () => {
    const { w, chaos, ask } = await begun();
    chaos.blackHole('line');
    const heard = ask('a');
    await w.pass(1_000);
    chaos.blackHole('line');
    w.socket().say('unasked');
    await w.pass(500);
    expect([heard, w.socket().frames]).toEqual([[], []]);
    chaos.heal('line');
    const later = ask('b');
    await w.pass(50);
    expect([heard, later]).toEqual([['unasked'], ['=a']]);
    expect(w.socket().frames).toEqual(['a', 'b']);
  });

  it('a delay is added both ways, keeps the order, and is gone when it is over', async () => {
    const { w, chaos, ask } = await begun();
    chaos.delay('line', 300, { lasts: '5s' });
    const first = ask('a');
    await w.pass(250);
    expect(w.socket().frames).toEqual([]);
    await w.pass(100);
    expect([w.socket().frames, first]).toEqual([['a'], []]);
    await w.pass(350);
    expect(first).toEqual(['=a']);
    await w.pass(4_400);
    const second = ask('b');
    await w.pass(5);
    expect([second, chaos.state('line')]).toEqual([['=b'], 'idle']);
  });

  it('a longer delay gives way to a black hole, and that to a shorter delay', async () => {
    const { w, chaos, ask } = await begun();
    chaos.delay('line', '1m');
    const heard = ask('a');
    chaos.blackHole('line');
    await w.pass(100);
    chaos.delay('line', 50);
    await w.pass(200);
    expect([heard, chaos.state('line')]).toEqual([['=a'], 'delayed']);
  });

  it('dials are refused, and a line that is up stays up', async () => {
    const { w, chaos, ask } = await begun();
    chaos.refuse('line', { lasts: '10s' });
    const heard = ask('a');
    await w.pass(10);
    expect(heard).toEqual(['=a']);
    chaos.drop('line');
    await w.pass(5_000);
    expect(w.sockets).toHaveLength(1);
    expect(w.records.filter(({ event }) => event['reason'] === 'refused').length).toBeGreaterThan(1);
    await w.pass(7_000);
    expect([state(w).startsWith('connected'), w.sockets.length]).toEqual([true, 2]);
  });

  it('probes at once when it is asked to', async () => {
    const { w, chaos } = await begun();
    chaos.probe('line');
    await w.pass(10);
    expect(w.socket().frames).toEqual(['ping']);
    expect(told(w)).toEqual(['start idle chaos', 'probe idle chaos']);
  });

  it('ends with its link, whose name may come again', async () => {
    const { w, chaos } = await begun();
    chaos.blackHole('line');
    w.supervisor.links.get('line')?.destroy();
    await w.pass(10);
    expect(told(w).at(-1)).toBe('end ended chaos');
    expect(() => chaos.heal('line')).toThrow(/no link/);
    w.link();
    await w.pass(10);
    expect([state(w), chaos.state('line')]).toEqual(['connected.listening.idle', 'idle']);
    expect(w.clock.alarm === null || w.clock.alarm.at > w.clock.now()).toBe(true);
  });

  it.each([
    ['a link that is none', (chaos: Chaos) => chaos.drop('nobody')],
    ['a prototype’s name', (chaos: Chaos) => chaos.drop('__proto__')],
    ['a delay below zero', (chaos: Chaos) => chaos.delay('line', -1)],
    ['no delay', (chaos: Chaos) => chaos.delay('line', 0)],
    ['a delay over a minute', (chaos: Chaos) => chaos.delay('line', 60_001)],
    ['a delay that is no number', (chaos: Chaos) => chaos.delay('line', Number.NaN)],
    ['over ten minutes', (chaos: Chaos) => chaos.blackHole('line', { lasts: '601s' })],
    ['an end that never comes', (chaos: Chaos) => chaos.refuse('line', { lasts: Infinity })],
  ])('refuses %s, and does nothing', async (_, act) => {
    const { w, chaos, ask } = await begun();
    expect(() => act(chaos)).toThrow(expect.objectContaining({ code: 'option-invalid' }) as Error);
    const heard = ask('a');
    await w.pass(10);
    expect([heard, told(w)]).toEqual([['=a'], []]);
  });
});

it('holds no more than its bound while nothing passes, and tells the sender to wait', async () => {
  const w = world({ supervise: { chaos: true } });
  const link = w.link();
  await w.pass(10);
  of(w).blackHole('line');
  const big = new Uint8Array(60_000);
  let taken = 0;
  for (let i = 0; i < 40; i += 1)
    link.post(big).then(
      () => (taken += 1),
      () => {},
    );
  await w.pass(10);
  expect(taken).toBe(18);
  of(w).heal('line');
  await w.pass(100);
  expect([taken, w.socket().frames.length]).toEqual([40, 40]);
});

it('is not there unless it was asked for: a dial is handed the host’s own transport', async () => {
  const w = world({ on });
  const { transport } = w.network;
  const dial = vi.spyOn(transport, 'dial');
  w.link();
  await w.pass(10);
  expect(w.supervisor.chaos).toBeNull();
  expect(dial.mock.contexts).toEqual([transport]);
  expect(dial.mock.calls[0]?.[1]).toBeInstanceOf(Stream);
});
