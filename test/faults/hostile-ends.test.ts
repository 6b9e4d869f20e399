/** Peers that end the connection, or stop taking part in it, at the worst moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Link } from 'holdfast';
import { supervise } from 'holdfast';
import { bytes, closeAll, closing, later, reaches, record, soon, text } from './listen.ts';
import { frame, frames, header, raw, uint4 } from './raw.ts';

afterEach(closeAll);

const quick = { first: 10, max: 40, jitter: 0 } as const;
const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const answering = (socket: Socket): void => frames(socket, (body) => socket.write(frame(body)));

type Way = 'FIN' | 'RST';
const ends: Readonly<Record<Way, (socket: Socket) => void>> = {
  FIN: (socket) => socket.end(),
  RST: (socket) => socket.resetAndDestroy(),
};
/** What the end of the line is called. */
const losses: Readonly<Record<Way, string>> = { FIN: 'ended', RST: 'reset' };

describe.each<Way>(['FIN', 'RST'])('%s', (way) => {
  const end = ends[way];

  it.each([
    ['at once', (socket: Socket) => end(socket)],
    ['within a header', (socket: Socket) => void socket.write(Buffer.of(0, 0), () => end(socket))],
    ['within a body', (socket: Socket) => void socket.write(header(9), () => end(socket))],
    ['for the first request', (socket: Socket) => void socket.once('data', () => end(socket))],
    ['within a reply', (socket: Socket) => void socket.once('data', () => socket.write(header(9), () => end(socket)))],
  ])('%s: one line is left, nothing is left open, and the next exchange is good', async (_, first) => {
    let times = 0;
    const peer = await raw((socket) => {
      times += 1;
      (times === 1 ? first : answering)(socket);
    });
    const link = closing(supervise()).link('line', { to: peer.url, framing: uint4, reconnect: quick });
    const one = await outcome(link.request(bytes('one')));
    // Which of the two it is depends on what the kernel tells first.
    const lost = expect.objectContaining({ code: 'lost', outcome: 'unknown' }) as unknown;
    expect([lost, bytes('one')]).toContainEqual(one);
    expect(text(await link.request(bytes('two')))).toBe('two');
    await soon(() => peer.sockets.filter((socket) => !socket.destroyed).length === 1);
    expect(link.counts.losses).toBe(1);
  });

  it('within the handshake: it is revoked, and the next one succeeds', async () => {
    let times = 0;
    const peer = await raw((socket) => {
      times += 1;
      if (times === 1) socket.once('data', () => end(socket));
      else answering(socket);
    });
    const heard: unknown[] = [];
    const link = closing(supervise()).link('line', {
      to: peer.url,
      framing: uint4,
      reconnect: quick,
      handshake: async (talk) => {
        const answer = await outcome(talk.request(bytes('logon')));
        heard.push(answer instanceof Uint8Array ? text(answer) : answer);
      },
    });
    await link.ready();
    expect(heard).toEqual([expect.objectContaining({ code: 'revoked' }), 'logon']);
    expect(times).toBe(2);
  });

  it('while draining: what is owed is unknown, what waits was not sent, and close comes to its end', async () => {
    const peer = await raw();
    const link = closing(supervise()).link('line', { to: peer.url, framing: uint4 });
    await link.ready();
    const first = outcome(link.request(bytes('owed')));
    await soon(() => peer.sockets.length === 1);
    const dead = record(link, ({ to }) => to === 'dead');
    const closed = link.close();
    await reaches(link, 'closing.draining');
    for (const socket of peer.sockets) end(socket);
    await closed;
    expect(await first).toMatchObject({ code: 'lost', outcome: 'unknown', reason: losses[way] });
    expect(await dead).toMatchObject({ from: 'closing.draining' });
  });

  it('while closing: it is over, and nothing is dialled', async () => {
    const peer = await raw((socket) => {
      socket.removeAllListeners('end');
      socket.on('end', () => setImmediate(() => end(socket)));
    });
    const link = closing(supervise()).link('line', { to: peer.url, framing: uint4, closeTimeout: '10s' });
    await link.ready();
    await soon(() => peer.sockets.length === 1);
    await link.close();
    await soon(() => peer.sockets.every((socket) => socket.destroyed));
    expect(link.counts.dials).toBe(1);
  });

  it('for a short link: each exchange has a line of its own, and the next is good', async () => {
    let times = 0;
    const peer = await raw((socket) => {
      times += 1;
      if (times === 1) socket.once('data', () => end(socket));
      else answering(socket);
    });
    const link = closing(supervise()).link('line', { to: peer.url, framing: uint4, lifecycle: 'short' });
    expect(await outcome(link.request(bytes('one')))).toMatchObject({ code: 'lost', outcome: 'unknown' });
    expect(text(await link.request(bytes('two')))).toBe('two');
    await soon(() => peer.sockets.every((socket) => socket.destroyed));
  });
});

describe('a peer that does not read', () => {
  it('stops the line: the queue is bounded, what finds no room is told so, and memory is too', async () => {
    const peer = await raw((socket) => socket.pause());
    const link = closing(supervise()).link('line', {
      to: peer.url,
      framing: uint4,
      exchange: { mode: 'pipeline', window: 1000 },
      queue: { max: 100, maxBytes: '1MiB' },
    });
    await link.ready();
    const codes = new Map<string, number>();
    const tell = (error: { readonly code: string; readonly outcome?: string | undefined }): void => {
      const key = `${error.code} ${String(error.outcome)}`;
      codes.set(key, (codes.get(key) ?? 0) + 1);
    };
    const body = new Uint8Array(10_000);
    const before = process.memoryUsage().arrayBuffers;
    let posted = 0;
    for (let i = 0; i < 8_000; i += 1) {
      if (i % 2 === 0) link.request(body).catch(tell);
      else link.post(body).then(() => (posted += 1), tell);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(link.queued).toBe(100);
    expect(codes.size).toBe(1);
    expect(codes.get('queue-full not-sent')).toBeGreaterThan(4_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 2 ** 20);
    expect(posted).toBeGreaterThan(0);
    // It reads again: what waits goes out.
    peer.sockets[0]?.resume();
    await soon(() => link.queued === 0);
    expect(link.counts.dials).toBe(1);
  });
});

describe('a peer that is stopped (SIGSTOP)', () => {
  it('accepts and says nothing: the heartbeat tells, dials go on with growing waits, and it is found again', async () => {
    const program = `require('node:net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    later(() => void child.kill('SIGKILL'));
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const link: Link = closing(supervise()).link('line', {
      to: `tcp://127.0.0.1:${String(port).trim()}`,
      framing: uint4,
      heartbeat: { every: 30, timeout: 200, misses: 2, send: { text: 'ping' }, expect: 'echo' },
      reconnect: { ...quick, factor: 2 },
    });
    expect(text(await link.request(bytes('well')))).toBe('well');
    const attempts: number[] = [];
    link.on('state', ({ to }) => {
      if (to.startsWith('reconnecting')) attempts.push(link.inspect()[0]?.context.attempts ?? 0);
    });
    child.kill('SIGSTOP');
    await soon(() => attempts.length === 3);
    expect(attempts).toEqual([1, 2, 3]);
    child.kill('SIGCONT');
    expect(text(await link.request(bytes('again')))).toBe('again');
  });
});
