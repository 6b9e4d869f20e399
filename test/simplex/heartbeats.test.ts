/** Heartbeats go one way: our send leg says them, our receive leg waits for the peer's. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, FRAMING, pairWorld } from './kit.ts';

const beat = { every: '1s', timeout: '500ms', misses: 2, send: { text: 'PING' } } as const;
const reconnect = { first: '100ms', jitter: 0 } as const;

describe.each<Engine>(['compiled', 'interpreted'])('heartbeats of a simplex link, %s', (engine) => {
  it('go out on the send leg whenever nothing was sent for `every`, for ever, though nobody answers', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ heartbeat: beat, reconnect });
    await w.pass(1);
    for (let i = 0; i < 300; i += 1) {
      w.socket('in').say('PING');
      await w.pass(1_000);
    }
    expect(link.counts.heartbeatsSent).toBeGreaterThan(290);
    expect(new Set(w.socket('out').frames)).toEqual(new Set(['PING']));
    expect([w.dialled('out'), w.dialled('in'), link.lineState]).toEqual([1, 1, 'connected']);
    const sent = link.counts.heartbeatsSent;
    for (let i = 0; i < 4; i += 1) {
      await link.post(bytes('x'));
      w.socket('in').say('PING');
      await w.pass(700);
    }
    expect(link.counts.heartbeatsSent).toBe(sent);
  });

  it('are expected on the receive leg: known, counted, answered by nobody, delivered to nobody', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ heartbeat: beat, reconnect });
    await w.pass(1);
    w.socket('in').say('PING');
    w.socket('in').say('PONG');
    await w.pass(1);
    expect(link.counts).toMatchObject({ heartbeatsReceived: 1, heartbeatBytes: 4, messages: 1 });
    expect(w.socket('in').frames).toEqual([]);
  });

  it('may look otherwise than ours', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ heartbeat: { ...beat, expect: { match: /^ALIVE/ } }, reconnect });
    await w.pass(1);
    w.socket('in').say('ALIVE 7');
    w.socket('in').say('PING');
    await w.pass(1);
    expect(link.counts).toMatchObject({ heartbeatsReceived: 1, messages: 1 });
  });

  it('that do not come end the receive leg after every + misses × timeout, and not the send leg', async () => {
    const w = pairWorld({ engine });
    const link = w.link({ heartbeat: beat, reconnect });
    await w.pass(1);
    await w.pass(1_900);
    expect(link.lineState).toBe('connected');
    await w.pass(150);
    const lost = w.records.find((record) => record.event.type === 'leg-down');
    expect(lost?.event).toMatchObject({ leg: 'receive', reason: 'heartbeat' });
    await w.pass(200);
    expect([w.dialled('out'), w.dialled('in'), link.lineState]).toEqual([1, 2, 'connected']);
  });

  it('are a matter of one leg where it is alone', async () => {
    const w = pairWorld({ engine });
    const sender = w.supervisor.link('s', { to: 'memory://out', framing: FRAMING, simplex: 'send', heartbeat: beat });
    const receiver = w.supervisor.link('r', {
      to: 'memory://in',
      framing: FRAMING,
      simplex: 'receive',
      heartbeat: { ...beat, send: 'empty' },
      reconnect,
    });
    await w.pass(5_000);
    expect(sender.counts.heartbeatsSent).toBeGreaterThan(3);
    expect(w.dialled('out')).toBe(1);
    expect(w.dialled('in')).toBeGreaterThan(1);
    expect(receiver.counts.heartbeatsSent).toBe(0);
    w.socket('in').say('');
    await w.pass(1);
    expect(receiver.counts).toMatchObject({ heartbeatsReceived: 1, messages: 0 });
  });
});
