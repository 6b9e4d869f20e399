/** Clients without connections: who they are is their address, and that they are there is what they send. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeHost, supervise } from '../../src/index.ts';
import { bytes, text, until } from './kit.ts';
import { BEAT, DATAGRAMS, port, sender } from './udp-kit.ts';

describe('a listener for datagrams', () => {
  it('has a session for each address, answers it alone, and each datagram is a frame', async () => {
    const f = await port();
    const [one, two] = [await sender(f.port()), await sender(f.port())];
    one.say('ab');
    two.say('cd');
    one.say('e\nf');
    await until(() => one.heard.length === 2 && two.heard.length === 1);
    expect([one.heard, two.heard]).toEqual([['AB', 'E\nF'], ['CD']]);
    expect([...f.listener.sessions.values()].map(({ remote }) => remote)).toEqual([one.name, two.name]);
    expect(f.session().counts).toMatchObject({ bytesIn: 5, bytesOut: 5 });
  });

  it('knows who is there by heartbeats alone, and what the last one carried', async () => {
    const f = await port({ heartbeat: { ...BEAT, every: '60ms', timeout: '30ms' } });
    const one = await sender(f.port());
    one.say('PING load=3');
    await until(() => one.heard.length === 1);
    expect(one.heard).toEqual(['ok']);
    expect(text(f.session().presence?.bytes ?? new Uint8Array())).toBe('PING load=3');
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'heartbeat', wasOnLine: true }]]);
    expect(f.listener.counts.ends).toEqual({ heartbeat: 1 });
  });

  it('ends in order without a word, and the address may call again at once', async () => {
    const f = await port({ limits: { idle: '40ms' } });
    const one = await sender(f.port());
    one.say('ab');
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'idle' }]]);
    one.say('cd');
    await until(() => one.heard.length === 2);
    expect(f.listener.counts).toMatchObject({ accepted: 2, ignored: 0 });
  });

  it('answers what was asked before it stops, and lets its port go', async () => {
    const answers: ((bytes: Uint8Array) => void)[] = [];
    const f = await port({ onRequest: () => new Promise((resolve) => answers.push(resolve)) });
    const one = await sender(f.port());
    const where = f.port();
    one.say('ask');
    await until(() => answers.length === 1);
    const closed = f.listener.close();
    const late = await sender(where);
    late.say('late');
    answers[0]?.(bytes('yes'));
    await closed;
    await until(() => one.heard.length === 1);
    expect([one.heard, late.heard]).toEqual([['yes'], []]);
    expect(f.gone).toMatchObject([['front!1', { reason: 'stopped' }]]);
    const other = createSocket('udp4');
    onTestFinished(() => void other.close());
    other.bind(where, '127.0.0.1');
    await once(other, 'listening');
  });

  it('tries a place that is taken again, and has it once it is free', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    await once(other, 'listening');
    const supervisor = supervise({}, nodeHost());
    onTestFinished(() => supervisor.stop());
    const on = `udp://127.0.0.1:${String(other.address().port)}`;
    const listener = supervisor.listener('front', { ...DATAGRAMS, on, framing: 'read-once', rebind: { first: 5 } });
    const faults: unknown[] = [];
    listener.on('fault', (error) => faults.push(error));
    await until(() => listener.state === 'open.backing-off');
    other.close();
    await listener.ready();
    expect(faults[0]).toMatchObject({ code: 'listen-failed', reason: 'local-ports' });
  });

  it('finds its place by name', async () => {
    const f = await port({ on: 'udp://localhost:0' });
    expect(f.listener.address).toMatch(/^(127\.0\.0\.1|\[::1\]):\d+$/);
  });

  it('hears nothing of a port that is closed: only silence ends that session, and no other', async () => {
    const f = await port({ limits: { heartbeats: 1_000 }, heartbeat: { ...BEAT, every: '300ms', timeout: '100ms' } });
    const gone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(gone, 'listening');
    gone.send('hello', f.port(), '127.0.0.1', () => gone.close());
    await until(() => f.listener.sessions.size === 1);
    const one = await sender(f.port());
    const beats = setInterval(() => one.say('PING'), 20);
    onTestFinished(() => clearInterval(beats));
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'heartbeat' }]]);
    expect(f.listener.counts.missed).toBe(0);
  });

  it('asks its clients too', async () => {
    const f = await port();
    const one = await sender(f.port());
    one.say('hello there');
    await until(() => one.heard.length === 1);
    one.say('PING and a good deal more');
    await until(() => one.heard.length === 2);
    const asked = f.session().request(bytes('who?'));
    await until(() => one.heard.length === 3);
    one.say('me');
    expect(text(await asked)).toBe('me');
  });
});
