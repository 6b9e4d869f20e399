/** Rest-for-one: the receive leg is started first, and takes the send leg with it; a lost network restarts nothing. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { fragile, mine } from '../link/crash.ts';
import { bytes, pairWorld, text } from './kit.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A key that cannot read everything. */
const key = (frame: Uint8Array): string => {
  if (text(frame) === 'boom') throw mine;
  return text(frame.subarray(0, 2));
};
const exchange = { mode: 'simplex', receive: 'memory://in', key, timeout: '30s' } as const;

describe.each<Engine>(['compiled', 'interpreted'])('a simplex link of which a function throws, %s', (engine) => {
  it('starts both legs anew, in order, when it is the receive leg', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const asked = link.request(bytes('01a'));
    await w.pass(1);
    w.socket('in').say('boom');
    await w.pass(50);
    expect(w.faults).toEqual([mine]);
    expect(w.course('child')).toEqual(
      expect.arrayContaining(['bank/receive: running → down', 'bank/send: stopping → down']),
    );
    const begun = w.records
      .filter(({ chart, effects, link: of }) => chart === 'child' && of === 'bank' && effects.includes('begin'))
      .filter(({ connection }) => connection.startsWith('bank/'))
      .map(({ connection }) => connection);
    expect(begun).toEqual(['bank/receive', 'bank/send', 'bank/receive', 'bank/send']);
    expect(link.inspect().map(({ id }) => id)).toEqual(['bank>receive#2', 'bank>send#2']);
    expect(link.state).toBe('open');
    w.socket('in').say('01A');
    await w.pass(1);
    expect(text(await asked)).toBe('01A');
  });

  it('starts the send leg alone anew, when it is the send leg', async () => {
    const w = pairWorld({ engine });
    let broken = false;
    const codec = fragile().framing;
    const framing = {
      ...codec,
      encode: (...given: Parameters<typeof codec.encode>) => {
        if (broken) {
          broken = false;
          throw mine;
        }
        codec.encode(...given);
      },
    };
    const link = w.link({ exchange, framing });
    await w.pass(1);
    broken = true;
    const posted = link.post(bytes('a'));
    await w.pass(50);
    await posted;
    expect(link.inspect().map(({ id }) => id)).toEqual(['bank>receive#1', 'bank>send#2']);
    expect(w.socket('out').frames).toEqual(['a']);
    expect([w.dialled('out'), w.dialled('in')]).toEqual([2, 1]);
  });

  it('has crashed itself once its legs have used up their budget: then its own supervisor starts it anew', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ exchange });
    await w.pass(1);
    const asked = failure(link.request(bytes('01a')));
    for (let i = 0; i < 2; i += 1) {
      w.socket('in').say('boom');
      await w.pass(50);
    }
    expect(await asked).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(w.records.filter(({ chart, to }) => chart === 'simplex' && to === 'ended')).toHaveLength(1);
    expect(link.state).toBe('open');
    expect(link.lineState).toBe('connected');
    for (let i = 0; i < 2; i += 1) {
      w.socket('in').say('boom');
      await w.pass(50);
    }
    expect(link.state).toBe('closed');
    for (const leg of ['send', 'receive'])
      expect(w.course('child').filter((one) => one === `bank/${leg}: down → ended`)).toHaveLength(2);
    expect(await failure(link.post(bytes('a')))).toMatchObject({ code: 'crashed' });
    expect(w.places.out.wires.length + w.places.in.wires.length).toBe(0);
  });
});
