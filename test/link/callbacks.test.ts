/** What users' functions may do when they are told: throw, call back in, end the link. In which order they are told. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { HoldfastError } from '../../src/contract/errors.ts';
import { bytes, framed, text, world } from '../model/world.ts';
import type { PeerSocket } from '../model/world.ts';

const echo = (socket: PeerSocket, frame: string): void => socket.say(`re:${frame}`);
const mine = (): never => {
  throw new Error('mine');
};

describe.each<Engine>(['compiled', 'interpreted'])('callbacks, %s', (engine) => {
  it('reports a throw of one whose limit passed in the queue, and goes on', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { timeout: '1s' } });
    w.listener.answer = 'hang';
    link.exchange(bytes('x'), mine);
    const other = link.request(bytes('y')).catch((error: unknown) => error);
    await w.pass(1_200);
    expect(w.faults).toEqual([new Error('mine')]);
    expect(await other).toMatchObject({ code: 'timeout', outcome: 'not-sent' });
  });

  it('reports a throw of one whose limit passed on the wire, and goes on', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { timeout: '1s' } });
    const first = link.request(bytes('a'));
    link.exchange(bytes('b'), mine);
    await w.pass(600);
    w.socket().say('A');
    await w.pass(1);
    await first;
    // Written at 600 ms, told at 1 s, and the line is ended at 1.6 s at the earliest.
    await w.pass(500);
    expect(w.faults).toEqual([new Error('mine')]);
    expect(link.lineState).toBe('connected.listening.awaiting-reply');
  });

  it('reports a throw of one that the end of the link tells, and closes all the same', async () => {
    const w = world({ engine });
    const link = w.link();
    link.exchange(bytes('sent'), mine);
    link.exchange(bytes('waits'), mine);
    await w.pass(1);
    link.destroy();
    await w.pass(1);
    expect(w.faults).toHaveLength(2);
    expect(link.state).toBe('closed');
    await link.close();
    expect(w.supervisor.links.size).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('reports a throw of one that is refused', () => {
    const w = world({ engine });
    const link = w.link();
    link.destroy();
    link.exchange(bytes('x'), mine);
    expect(w.faults).toEqual([new Error('mine')]);
  });

  it('tells in the order: effects, record, listeners, callbacks, promises', async () => {
    const w = world({ engine, on: echo });
    const link = w.link();
    await w.pass(1);
    const told: string[] = [];
    w.supervisor.on('record', ({ event }) => told.push(`record ${event.type}`));
    link.on('record', ({ event }) => told.push(`listener ${event.type}`));
    link.exchange(bytes('a'), (_, view) => {
      told.push(`callback ${text(view)}`);
    });
    const b = link.request(bytes('b')).then((reply) => told.push(`promise ${text(reply)}`));
    await w.pass(1);
    await b;
    const about = told.filter((one) => /replied|callback|promise/.test(one));
    const replied = ['record replied', 'listener replied'];
    expect(about).toEqual([...replied, 'callback re:a', ...replied, 'promise re:b']);
  });

  it('tells of a message after its record, and before what is asked because of it', async () => {
    const w = world({ engine });
    const link = w.link();
    await w.pass(1);
    const told: string[] = [];
    link.on('record', ({ event }) => told.push(event.type));
    link.on('message', (message) => {
      told.push(text(message));
      link.exchange(bytes('x'), () => {});
    });
    w.socket().say('news');
    await w.pass(1);
    expect(told).toEqual(['received', 'news', 'request']);
  });

  it('tells of a limit that passed only after its record', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { timeout: '1s' } });
    const told: string[] = [];
    const first = link.request(bytes('a'));
    link.exchange(bytes('b'), (error) => {
      told.push(`callback ${String(error?.code)}`);
    });
    await w.pass(600);
    link.on('record', ({ event }) => told.push(event.type));
    w.socket().say('A');
    await w.pass(1);
    await first;
    await w.pass(500);
    expect(told).toEqual(['replied', 'request', 'abandoned', 'callback timeout']);
  });

  it('may ask again from within, and every event runs to completion first', async () => {
    const w = world({ engine, on: echo });
    const link = w.link();
    const replies: string[] = [];
    const ask = (n: number): void => {
      link.exchange(bytes(String(n)), (error, view) => {
        if (error === null) replies.push(text(view));
        if (n < 5) ask(n + 1);
        // The view is still the reply of this one.
        replies.push(text(view));
      });
    };
    ask(1);
    await w.pass(1);
    expect(replies).toEqual(['re:1', 're:1', 're:2', 're:2', 're:3', 're:3', 're:4', 're:4', 're:5', 're:5']);
  });

  it.each(['destroy', 'redial'] as const)('may %s from within', async (what) => {
    const w = world({ engine, on: echo });
    const link = w.link({ exchange: { mode: 'pipeline' } });
    const errors: (HoldfastError | null)[] = [];
    link.exchange(bytes('a'), (error) => {
      errors.push(error);
      link[what]();
    });
    link.exchange(bytes('b'), (error) => errors.push(error));
    await w.pass(1);
    expect(errors[0]).toBeNull();
    expect(errors[1]).toMatchObject({ outcome: 'unknown' });
    expect(errors).toHaveLength(2);
    expect(w.network.dialled).toBe(what === 'destroy' ? 0 : 1);
  });

  it('may end the link while others time out, and nothing stays armed', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { mode: 'pipeline', window: 1, timeout: '1s' } });
    const first = link.request(bytes('1'), { timeout: '30s' }).catch((error: unknown) => error);
    const told: string[] = [];
    link.exchange(bytes('2'), () => {
      told.push('2');
      link.destroy();
    });
    link.exchange(bytes('3'), () => told.push('3'));
    const late = link.request(bytes('4'), { timeout: '20s' }).catch((error: unknown) => error);
    await w.pass(1_200);
    expect(told).toEqual(['2', '3']);
    expect(await late).toMatchObject({ code: 'destroyed', outcome: 'not-sent' });
    expect(await first).toMatchObject({ outcome: 'unknown' });
    expect(w.clock.alarm).toBeNull();
  });

  it('may end the link while a call on the wire times out, and nothing stays armed', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { mode: 'pipeline', timeout: '10s' } });
    const long = link.request(bytes('1'), { timeout: '60s' }).catch((error: unknown) => error);
    const short = link.request(bytes('2'), { timeout: '1s' }).catch(() => link.destroy());
    await w.pass(1_200);
    await short;
    expect(await long).toMatchObject({ outcome: 'unknown' });
    expect(w.clock.alarm).toBeNull();
  });

  it('may abort other calls while the loss of the line is told, and nothing stays armed', async () => {
    const w = world({ engine });
    const link = w.link({ exchange: { mode: 'pipeline' } });
    const controller = new AbortController();
    link.exchange(bytes('1'), () => controller.abort());
    const second = link.request(bytes('2'), { signal: controller.signal }).catch((error: unknown) => error);
    await w.pass(1);
    link.destroy();
    expect(await second).toMatchObject({ outcome: 'unknown' });
    expect(w.clock.alarm).toBeNull();
  });

  it('that ended the link are asked nothing more about the rest of what was read', async () => {
    const w = world({ engine });
    const asked: string[] = [];
    const expects = (frame: Uint8Array): boolean => {
      asked.push(text(frame));
      return false;
    };
    const link = w.link({ heartbeat: { send: { text: 'ping' }, expect: expects, role: 'both' } });
    await w.pass(1);
    link.exchange(bytes('a'), () => link.destroy());
    await w.pass(1);
    w.socket().wire.write(Uint8Array.from(['A', 'B', 'C'].map(framed).flatMap((one) => [...one])));
    await w.pass(1);
    expect(link.state).toBe('closed');
    expect(asked).toEqual(['A']);
  });

  it('keeps listeners apart: one that throws at `record` does not silence `state`', async () => {
    const w = world({ engine });
    const link = w.link();
    const states: string[] = [];
    link.on('record', mine);
    link.on('state', ({ to }) => states.push(to));
    await w.pass(1);
    expect(states).toContain('connected.listening.idle');
    expect(w.faults.length).toBeGreaterThan(0);
  });
});
