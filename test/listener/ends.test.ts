/** How listeners and sessions end, and how a place that is taken is had in the end. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeHost, supervise } from '../../src/index.ts';
import { certificate } from '../transport/certificates.ts';
import { bytes, client, front, LINE, text, until } from './kit.ts';

const taken = async (): Promise<{ readonly port: number; readonly free: () => Promise<void> }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const free = async (): Promise<void> => {
    if (server.listening) await new Promise((done) => server.close(done));
  };
  onTestFinished(free);
  return { port: (server.address() as AddressInfo).port, free };
};

describe('a listener that is stopped', () => {
  it('takes nobody more, answers what was asked, then says FIN; onGone runs once for each', async () => {
    const answers: ((bytes: Uint8Array) => void)[] = [];
    const f = await front({ onRequest: () => new Promise((resolve) => answers.push(resolve)) });
    const busy = await client(f.port(), false);
    const idle = await client(f.port(), false);
    busy.say('a\n');
    await until(() => answers.length === 1 && f.listener.sessions.size === 2);
    const port = f.port();
    const closed = f.listener.close();
    await idle.over;
    await expect(client(port)).rejects.toThrow(/ECONNREFUSED/);
    expect(f.listener.state).toBe('closing');
    expect(busy.ended()).toBe(false);
    answers[0]?.(bytes('done'));
    await closed;
    await busy.over;
    expect(busy.heard()).toBe('done\n');
    expect(f.listener.state).toBe('closed');
    expect(f.gone.map(([id, { reason }]) => `${id} ${reason}`).toSorted()).toEqual([
      'front!1 stopped',
      'front!2 stopped',
    ]);
    expect(f.supervisor.tree().children).toEqual([]);
    f.supervisor.listener('front', LINE);
  });

  it('waits no longer than it was told', async () => {
    const f = await front({ onRequest: () => new Promise(() => {}) });
    const one = await client(f.port());
    one.say('a\n');
    await until(() => f.listener.sessions.size === 1);
    await f.listener.close({ within: '30ms' });
    await one.over;
    expect(f.gone).toMatchObject([
      ['front!1', { reason: expect.stringMatching(/^(drain-timeout|stopped)$/) as string }],
    ]);
  });

  it('ends with its supervisor, destroyed or in order, and leaves nothing listening', async () => {
    for (const how of ['stop', 'destroy'] as const) {
      const f = await front();
      const one = await client(f.port(), false);
      await until(() => f.listener.sessions.size === 1);
      const port = f.port();
      await (how === 'stop' ? f.supervisor.stop() : f.supervisor.destroy());
      await one.over;
      await until(() => f.gone.length === 1);
      await expect(client(port)).rejects.toThrow(/ECONNREFUSED/);
      expect(() => f.supervisor.listener('late', LINE)).toThrow(/takes nothing new/);
    }
  });
});

describe('a place that is taken', () => {
  it('is tried again, and had once it is free', async () => {
    const other = await taken();
    const supervisor = supervise({}, nodeHost());
    onTestFinished(() => supervisor.stop());
    const states: string[] = [];
    const faults: unknown[] = [];
    const listener = supervisor.listener('front', {
      ...LINE,
      on: `tcp://127.0.0.1:${String(other.port)}`,
      rebind: { first: '5ms', max: '20ms' },
    });
    listener.on('state', (record) => states.push(record.to));
    listener.on('fault', (error) => faults.push(error));
    await until(() => faults.length >= 2);
    expect(listener.address).toBeNull();
    expect(faults[0]).toMatchObject({ code: 'listen-failed', reason: 'local-ports', link: 'front' });
    await other.free();
    await listener.ready();
    expect(listener.address).toBe(`127.0.0.1:${String(other.port)}`);
    expect(new Set(states)).toEqual(new Set(['open.backing-off', 'open.binding', 'open.listening']));
    const one = await client(other.port);
    one.say('a\n');
    await until(() => one.heard() === 're:a\n');
  });

  it('is given up where no attempt could go better, and says why', async () => {
    const supervisor = supervise({}, nodeHost());
    onTestFinished(() => supervisor.stop());
    const listener = supervisor.listener('front', { ...LINE, on: 'unix:///nowhere/at/all.sock' });
    await expect(listener.ready()).rejects.toMatchObject({
      code: 'closed',
      reason: expect.stringMatching(/path|denied/) as string,
    });
    expect(listener.state).toBe('closed');
  });
});

describe('over a socket file', () => {
  it('clients are answered, a file left behind is replaced, and one that is no socket is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'front-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'a.sock');
    const f = await front({ on: `unix://${path}` });
    expect(f.listener.address).toBe(path);
    const one = await client(path);
    one.say('a\n');
    await until(() => one.heard() === 're:a\n');
    expect(f.session().remote).toBe('');

    const second = supervise({}, nodeHost());
    onTestFinished(() => second.stop());
    const late = second.listener('late', { ...LINE, on: `unix://${path}` });
    const faults: unknown[] = [];
    late.on('fault', (error) => faults.push(error));
    await until(() => faults.length > 0);
    expect(faults[0]).toMatchObject({ reason: 'local-ports' });
    one.say('b\n');
    await until(() => one.heard() === 're:a\nre:b\n');
    late.destroy();

    const file = join(folder, 'b.sock');
    await writeFile(file, 'mine');
    const wrong = second.listener('wrong', { ...LINE, on: `unix://${file}` });
    const told: unknown[] = [];
    wrong.on('fault', (error) => told.push(error));
    await until(() => told.length > 0);
    expect(wrong.state).toBe('open.backing-off');
  });
});

describe('over TLS', () => {
  it('a link of ours is answered; who speaks no TLS is ended, and who says nothing is too', async () => {
    const { cert, key } = await certificate('front');
    const f = await front({ on: 'tls://127.0.0.1:0', tls: { cert, key }, limits: { handshake: '300ms' } });
    const link = f.supervisor.link('client', {
      to: `tls://127.0.0.1:${String(f.port())}`,
      tls: { ca: cert },
      framing: 'delimiter:0a',
    });
    expect(text(await link.request(bytes('a')))).toBe('re:a');
    const silent = await client(f.port());
    const wrong = await client(f.port());
    wrong.say('GET / HTTP/1.0\r\n\r\n');
    await wrong.over;
    await silent.over;
    await until(() => f.gone.length === 2);
    const gone = new Map(f.gone);
    expect(gone.get('front!2')).toMatchObject({ reason: 'handshake-timeout', wasOnLine: false });
    expect(gone.get('front!3')).toMatchObject({ reason: expect.stringMatching(/^tls-/) as string, wasOnLine: false });
    expect(text(await link.request(bytes('b')))).toBe('re:b');
  });

  it('a key that is none is told at once, and nothing listens', async () => {
    const supervisor = supervise({}, nodeHost());
    onTestFinished(() => supervisor.stop());
    const key = '-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----';
    const { cert } = await certificate('front');
    const listener = supervisor.listener('front', { ...LINE, on: 'tls://127.0.0.1:0', tls: { cert, key } });
    await expect(listener.ready()).rejects.toMatchObject({ reason: 'bad-target' });
  });
});

describe('a client', () => {
  it('that resets, or goes with its answers unread, takes nobody with it', async () => {
    const f = await front();
    const good = await client(f.port());
    await until(() => f.listener.sessions.size === 1);
    const one = await client(f.port());
    one.say('a\n');
    await until(() => f.listener.sessions.size === 2);
    one.socket.resetAndDestroy();
    await until(() => f.gone.length === 1);
    expect(f.gone[0]).toMatchObject(['front!2', { reason: 'reset' }]);
    good.say('b\n');
    await until(() => good.heard() === 're:b\n');
  });

  it('that ends its side is answered before ours is ended', async () => {
    const answers: ((bytes: Uint8Array) => void)[] = [];
    const f = await front({ onRequest: () => new Promise((resolve) => answers.push(resolve)) });
    const one = await client(f.port());
    one.say('a\n');
    one.socket.end();
    await until(() => [...f.listener.sessions.values()][0]?.state === 'closing.draining');
    answers[0]?.(bytes('late'));
    await one.over;
    expect(one.heard()).toBe('late\n');
    await until(() => f.gone.length === 1);
    expect(f.gone[0]).toMatchObject(['front!1', { reason: 'ended', loss: null }]);
  });

  it('that says its one request until its end is answered until ours', async () => {
    const f = await front({ framing: 'until-close' });
    const one = await client(f.port());
    one.socket.end('whole');
    await one.over;
    expect(one.heard()).toBe('re:whole');
  });

  it('is ended by its own session, from within its own request too', async () => {
    const f = await front({
      onRequest: (frame, session) => {
        session.close();
        return frame;
      },
    });
    const one = await client(f.port(), false);
    one.say('bye\n');
    await one.over;
    expect(one.heard()).toBe('bye\n');
    await until(() => f.gone.length === 1);
    expect(f.gone[0]).toMatchObject(['front!1', { reason: 'stopped' }]);
  });
});

describe('two hundred clients', () => {
  it('are each answered, and each gone once', async () => {
    const f = await front({ limits: { perAddress: 200 } });
    const all = await Promise.all(Array.from({ length: 200 }, () => client(f.port())));
    for (const [i, one] of all.entries()) one.say(`${String(i)}\n`);
    for (const [i, one] of all.entries()) await until(() => one.heard() === `re:${String(i)}\n`);
    expect(f.listener.sessions.size).toBe(200);
    for (const [i, one] of all.entries()) {
      if (i % 3 === 0) one.socket.resetAndDestroy();
      else if (i % 3 === 1) one.socket.end();
    }
    await until(() => f.gone.length === 134);
    await f.listener.close();
    expect(new Set(f.gone.map(([id]) => id)).size).toBe(200);
    expect(f.gone.length).toBe(200);
  });
});

describe('both ends ours', () => {
  it('hold a line by heartbeats both ways, ask each other, and read what the heartbeats carry', async () => {
    const beat = { every: '20ms', timeout: '500ms', misses: 2, expect: { match: /^~/ }, role: 'both' } as const;
    let load = 0;
    const exchange = { mode: 'duplex', key: { offset: 0, bytes: 1 } } as const;
    const f = await front({
      exchange,
      onRequest: (frame) => bytes(`${text(frame)}!`),
      heartbeat: { ...beat, send: { text: '~server' } },
    });
    const link = f.supervisor.link('client', {
      to: `tcp://127.0.0.1:${String(f.port())}`,
      framing: 'delimiter:0a',
      exchange,
      heartbeat: { ...beat, send: () => bytes(`~load=${String((load += 1))}`) },
    });
    link.on('message', (frame) => void link.post(bytes(`${text(frame)}?`)));
    expect(text(await link.request(bytes('1one')))).toBe('1one!');
    await until(() => link.counts.heartbeatsReceived > 3 && f.session().counts.heartbeatsReceived > 3);
    expect(text(f.session().presence?.bytes ?? new Uint8Array())).toMatch(/^~load=\d+$/);
    expect(text(await f.session().request(bytes('2two')))).toBe('2two?');
    expect(link.counts.losses).toBe(0);
    link.destroy();
    await until(() => f.gone.length === 1);
  });
});
