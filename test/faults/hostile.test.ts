/** Peers whose bytes are an attack: cut, lying, endless, unfinished. */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { supervise } from 'holdfast';
import { bytes, closeAll, closing, reaches, record, soon, text } from './listen.ts';
import { faultsOf, frame, frames, header, raw, uint4 } from './raw.ts';

afterEach(closeAll);

const MiB = 2 ** 20;
const quick = { first: 10, max: 40, jitter: 0 } as const;

describe('bytes', () => {
  it('one at a time are frames all the same, and life while they come', async () => {
    const peer = await raw((socket) => {
      frames(socket, (body) => {
        const left = [...frame(`re:${String(body)}`)];
        const next = (): void => {
          const byte = left.shift();
          if (byte !== undefined) socket.write(Uint8Array.of(byte), () => setImmediate(next));
        };
        next();
      });
    });
    const link = closing(supervise()).link('line', { to: peer.url, framing: uint4 });
    for (const word of ['', 'a', 'some more of it']) expect(text(await link.request(bytes(word)))).toBe(`re:${word}`);
    expect(link.counts.dials).toBe(1);
  });

  it.each([
    ['max + 1', header(1025), 'frame-too-large'],
    ['2^31', header(2 ** 31), 'frame-too-large'],
    ['2^32 - 1', header(2 ** 32 - 1), 'frame-too-large'],
    ['garbage', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'frame-too-large'],
  ])('a header that announces %s ends the connection, and a later one is good again', async (_, attack, code) => {
    let times = 0;
    const peer = await raw((socket) => {
      times += 1;
      if (times <= 2) socket.write(attack);
      else frames(socket, (body) => socket.write(frame(body)));
    });
    const framing = { ...uint4, maxFrame: 1024 + 4 };
    const link = closing(supervise()).link('line', { to: peer.url, framing, reconnect: quick });
    const faults = faultsOf(link);
    await soon(() => times === 3);
    expect(text(await link.request(bytes('well')))).toBe('well');
    expect(faults.map((fault) => fault.code)).toEqual([code, code]);
    expect(faults[0]?.hex).toBe(attack.subarray(0, 4).toString('hex'));
    await soon(() => peer.sockets.filter((socket) => !socket.destroyed).length === 1);
  });

  it('a header that announces just the most is taken, and costs no more than what has come', async () => {
    const peer = await raw();
    const supervisor = closing(supervise());
    const links = Array.from({ length: 20 }, (_, i) =>
      supervisor.link(`line-${String(i)}`, { to: peer.url, framing: { ...uint4, maxFrame: '1GiB' } }),
    );
    const before = process.memoryUsage();
    await soon(() => peer.sockets.length === 20);
    for (const socket of peer.sockets) socket.write(Buffer.concat([header(2 ** 30 - 4), Buffer.alloc(1000)]));
    await soon(() => links.every((link) => link.counts.bytesIn === 1004));
    const { arrayBuffers } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(20 * 2 * 65_536 + 4 * MiB);
    expect(links.every((link) => link.lineState.startsWith('connected'))).toBe(true);
  });

  it.each([-5, -4])(
    'a length that the adjustment makes smaller than its own header is malformed (%i)',
    async (adjustment) => {
      const peer = await raw((socket) => socket.write(header(0)));
      const link = closing(supervise()).link('line', {
        to: peer.url,
        framing: { ...uint4, adjustment },
        reconnect: quick,
      });
      const faults = faultsOf(link);
      await soon(() => faults.length > 0);
      expect(faults[0]?.code).toBe('frame-malformed');
    },
  );
});

describe('slow-loris', () => {
  it.each([
    ['header', Buffer.from([0, 0])],
    ['body', Buffer.concat([header(1000), Buffer.alloc(10)])],
  ])('in the %s: partialTimeout ends it, and the waits before the next dials grow', async (_, begin) => {
    const peer = await raw((socket) => {
      let at = 0;
      // It goes on byte by byte: life, and no help.
      const drip = setInterval(() => socket.write(begin.subarray(at, (at += 1))), 5);
      socket.on('close', () => clearInterval(drip));
    });
    const link = closing(supervise()).link('line', {
      to: peer.url,
      framing: { ...uint4, partialTimeout: 40 },
      heartbeat: { every: 500, timeout: 500, misses: 2, send: 'empty' },
      reconnect: { first: 20, factor: 2, max: 1000, jitter: 0 },
    });
    const faults = faultsOf(link);
    const waits: number[] = [];
    let since = 0;
    link.on('state', ({ to, mono, from }) => {
      if (to === 'reconnecting.backing-off') since = mono;
      if (from === 'reconnecting.backing-off') waits.push(mono - since);
    });
    await soon(() => waits.length === 4);
    expect(faults.map((fault) => fault.code)).toEqual(Array.from({ length: faults.length }, () => 'frame-stalled'));
    for (const [i, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(20 * 2 ** i);
    await soon(() => peer.sockets.filter((socket) => !socket.destroyed).length <= 1);
  });

  it('in replies: the request ends with the line as unknown, and the next one gets its own', async () => {
    let times = 0;
    const peer = await raw((socket) => {
      times += 1;
      const first = times === 1;
      frames(socket, (body) => socket.write(first ? frame(body).subarray(0, 6) : frame(body)));
    });
    const link = closing(supervise()).link('line', {
      to: peer.url,
      framing: { ...uint4, partialTimeout: 50 },
      reconnect: quick,
    });
    const lost = await link.request(bytes('one')).catch((error: unknown) => error);
    expect(lost).toMatchObject({ code: 'lost', outcome: 'unknown', reason: 'frame-stalled' });
    expect(text(await link.request(bytes('two')))).toBe('two');
  });
});

const flood = (socket: Socket, piece: Buffer): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
};
const piece = Buffer.concat(Array.from({ length: 640 }, () => frame(Buffer.alloc(96))));

describe('a flood that nobody asked for', () => {
  it('with no reader is dropped and counted, within bounds, and no other line waits for it', async () => {
    const bad = await raw((socket) => flood(socket, piece));
    const good = await raw((socket) => frames(socket, (body) => socket.write(frame(body))));
    const supervisor = closing(supervise());
    const link = supervisor.link('bad', { to: bad.url, framing: uint4, inbox: { max: 100 } });
    const other = supervisor.link('good', { to: good.url, framing: uint4 });
    await soon(() => link.counts.messages > 20_000);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 50; i += 1) expect(text(await other.request(bytes(String(i))))).toBe(String(i));
    await soon(() => link.counts.messages > 200_000);
    expect(link.counts.dropped).toBe(link.counts.messages - 100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MiB);
  });

  it('with a slow reader stops the socket, and goes on when there is room', async () => {
    const bad = await raw((socket) => flood(socket, piece));
    const link = closing(supervise()).link('bad', { to: bad.url, framing: uint4, inbox: { max: 100 } });
    const paused = record(link, ({ event }) => event.type === 'paused');
    expect(await link.receive()).toHaveLength(96);
    await paused;
    const { messages } = link.counts;
    // One chunk of what was read already may come on top.
    expect(messages).toBeLessThan(100 + 2 * Math.ceil(65_536 / 100));
    await soon(() => (bad.sockets[0]?.writableLength ?? 0) > 0);
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(link.counts.messages).toBe(messages);
    const resumed = record(link, ({ event }) => event.type === 'resumed');
    for (let i = 1; i < messages; i += 1) expect(await link.receive({ timeout: 0 })).toHaveLength(96);
    await resumed;
    for (let i = 0; i < 5_000; i += 1) expect(await link.receive()).toHaveLength(96);
    expect([link.counts.dropped, link.counts.dials]).toEqual([0, 1]);
  });

  it('during closing and during the handshake ends in time', async () => {
    const bad = await raw((socket) => flood(socket, piece));
    const supervisor = closing(supervise());
    const link = supervisor.link('bad', { to: bad.url, framing: uint4, inbox: { max: 100 }, closeTimeout: 50 });
    await reaches(link, 'connected');
    await link.close();
    const greeted = supervisor.link('greeted', {
      to: bad.url,
      framing: uint4,
      reconnect: 'off',
      connectTimeout: 100,
      handshake: () => new Promise(() => {}),
    });
    await soon(() => greeted.state === 'closed');
    expect([link.counts.dials, greeted.counts.dials]).toEqual([1, 1]);
    await soon(() => bad.sockets.every((socket) => socket.destroyed));
  });
});
