/** `redial()` in each state: one socket at the most, whatever was going on. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { bytes, world } from '../model/world.ts';
import type { World } from '../model/world.ts';

describe.each<Engine>(['compiled', 'interpreted'])('redial(), %s', (engine) => {
  /** Brings a line into this state. */
  const into: Readonly<Record<string, readonly [Partial<LinkInput>, (w: World) => Promise<void>]>> = {
    'connecting.waiting': [{}, async () => {}],
    'connecting.attempting.dialing': [{}, async () => {}],
    'connecting.attempting.handshaking': [{ handshake: () => new Promise(() => {}) }, (w) => w.pass(1)],
    'connected.listening.idle': [{}, (w) => w.pass(1)],
    'connected.listening.awaiting-reply': [
      {},
      async (w) => {
        w.supervisor.links.get('line')?.exchange(bytes('x'), () => {});
        await w.pass(1);
      },
    ],
    'connected.probing': [
      { heartbeat: { every: '1s', timeout: '5s', misses: 1, send: 'empty' } },
      (w) => w.pass(1_200),
    ],
    'closing.draining': [
      {},
      async (w) => {
        const link = w.supervisor.links.get('line');
        link?.exchange(bytes('x'), () => {});
        await w.pass(1);
        void link?.close();
      },
    ],
    'reconnecting.cleaning': [
      { onLost: () => new Promise(() => {}) },
      async (w) => {
        await w.pass(1);
        w.socket().wire.reset();
        await w.pass(1);
      },
    ],
    'reconnecting.backing-off': [
      { reconnect: { first: '20s' } },
      async (w) => {
        await w.pass(1);
        w.socket().wire.reset();
        await w.pass(1);
      },
    ],
  };

  it.each(Object.keys(into))('in %s: one socket at the most, and the line comes up or ends', async (state) => {
    const w = world({ engine, ...(state === 'connecting.waiting' ? { supervise: { dials: { total: 1 } } } : {}) });
    if (state === 'connecting.waiting') {
      w.listener.answer = 'hang';
      w.link({}, 'first');
    }
    const [options, bring] = into[state] ?? [{}, () => Promise.resolve()];
    const link = w.link(options);
    await bring(w);
    expect(link.lineState).toBe(state);
    const before = w.sockets.length;
    link.redial();
    expect(w.network.dialled).toBeLessThanOrEqual(1);
    w.listener.answer = 'accept';
    if (state === 'connecting.waiting') w.supervisor.links.get('first')?.destroy();
    await w.pass(5_600);
    const stays = state === 'closing.draining' || state.endsWith('handshaking');
    expect(link.lineState).toMatch(stays ? state : /^connected/);
    expect(w.network.dialled).toBe(1);
    // What is being dialled, or is going away, is not dialled twice.
    const dialsAnew = /^(connected|reconnecting)|dialing|waiting/.test(state) ? 1 : 0;
    expect(w.sockets.length).toBe(before + dialsAnew);
    link.destroy();
    expect(w.network.dialled).toBe(0);
    expect(w.clock.alarm).toBeNull();
  });

  it('begins the count of attempts anew', async () => {
    const w = world({ engine });
    w.listener.answer = 'refused';
    const link = w.link({ reconnect: { first: 10, max: 10, attempts: 5 } });
    await w.pass(40);
    expect(link.inspect()[0]?.context.attempts).toBeGreaterThan(2);
    link.redial();
    await w.pass(1);
    expect(link.inspect()[0]?.context.attempts).toBe(1);
  });
});
