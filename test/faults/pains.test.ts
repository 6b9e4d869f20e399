/** The pains that users of connections report most, over real TCP (11 and 14: process.test.ts). Times are small; nothing is waited for but facts. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { HoldfastError, Link, TransitionRecord } from '../../src/index.ts';
import { supervise } from '../../src/index.ts';
import { bytes, closeAll, closing, later, line, listen, reaches, record, soon, text } from './listen.ts';

const echo = (heard: string, socket: Socket): void => void socket.write(`${heard}\n`);
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const quick = { reconnect: { first: 10, max: 40, jitter: 0.1 } } as const;

/** A peer that echoes from a thread of its own, so that it answers while this one stands still. */
const remote = async (): Promise<string> => {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer((socket) => socket.on('error', () => {}).pipe(socket));
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  later(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return `tcp://127.0.0.1:${String(port)}`;
};
const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

const talks = (socket: Socket): void => {
  const timer = setInterval(() => socket.write('news\n'), 10);
  socket.on('close', () => clearInterval(timer));
};

const watch = async (link: Link, rounds: number, ms: number): Promise<TransitionRecord[]> => {
  const records: TransitionRecord[] = [];
  link.on('record', (one) => records.push(one));
  for (let round = 0; round < rounds; round += 1) {
    await record(link, ({ from, to }) => to === 'connected.probing' && from !== to);
    // The probe leaves with this turn; its answer comes while the next one stands still.
    await new Promise((resolve) => setImmediate(resolve));
    block(ms);
    await record(link, ({ from }) => from === 'connected.probing');
  }
  return records;
};

afterEach(closeAll);

describe('pain 1: half-open, requests hang for ever', () => {
  it('a peer that takes requests and never answers: each ends in time as unknown, and the line is dialled anew', async () => {
    const peer = await listen();
    const link = closing(supervise()).link('line', { ...line, ...quick, to: peer.url, exchange: { timeout: 300 } });
    await link.ready();
    expect(await failure(link.request(bytes('x')))).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    await soon(() => peer.sockets.length > 1);
    expect(peer.sockets[0]?.destroyed).toBe(true);
  });

  it('a peer that goes silent on an idle line is found out by its heartbeat', async () => {
    let silent = false;
    const peer = await listen((heard, socket) => void (silent || echo(heard, socket)));
    const heartbeat = { every: 30, timeout: 500, misses: 2, send: { text: 'ping' }, expect: 'echo' } as const;
    const link = closing(supervise()).link('line', { ...line, ...quick, to: peer.url, heartbeat });
    await soon(() => link.counts.heartbeatsReceived > 2);
    expect(peer.sockets).toHaveLength(1);
    silent = true;
    const lost = await record(link, ({ to }) => to.startsWith('reconnecting'));
    expect(lost).toMatchObject({ from: 'connected.probing', event: { type: 'after:probeTimeout' } });
  });
});

describe('pain 3: a dead peer is closed gracefully, and so it hangs', () => {
  it('the socket is destroyed when the peer does not answer our FIN', async () => {
    const peer = await listen(undefined, (socket) => {
      socket.removeAllListeners('end');
    });
    const supervisor = closing(supervise());
    const link = supervisor.link('line', { ...line, to: peer.url, closeTimeout: 50 });
    await link.ready();
    await soon(() => peer.sockets.length === 1);
    const ended = record(link, ({ to }) => to === 'dead');
    await link.close();
    expect(await ended).toMatchObject({ from: 'closing.ending', event: { type: 'after:closeTimeout' } });
    expect(supervisor.links.size).toBe(0);
  });

  it('a drain ends in time when a reply never comes', async () => {
    const peer = await listen();
    const link = closing(supervise()).link('line', { ...line, to: peer.url });
    await link.ready();
    const call = failure(link.request(bytes('x')));
    await link.close({ within: 50 });
    expect(await call).toMatchObject({ outcome: 'unknown' });
  });
});

describe('pain 4: connects that never end', () => {
  it('a TLS peer that never answers the handshake: connectTimeout passes, and the next target is tried', async () => {
    const hole = await listen();
    const peer = await listen(echo);
    const to = [hole.url.replace('tcp:', 'tls:'), peer.url];
    const link = closing(supervise()).link('line', { ...line, to, connectTimeout: 100 });
    const passed = await record(link, ({ event }) => event.type === 'after:connectTimeout');
    expect(passed).toMatchObject({ from: 'connecting.attempting.dialing' });
    expect(text(await link.request(bytes('x')))).toBe('x');
    expect(hole.sockets).toHaveLength(1);
  });

  it('a peer whose backlog is full: each dial ends in time, and a close while dialling leaves nothing', async () => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
       });`,
      { eval: true },
    );
    later(async () => void (await worker.terminate()));
    const [port] = (await once(worker, 'message')) as [number];
    // What the kernel accepts on its behalf: two for a backlog of one.
    const taken = [1, 2].map(() => connect(port, '127.0.0.1'));
    later(() => taken.forEach((socket) => socket.destroy()));
    for (const socket of taken) socket.on('error', () => {});
    await Promise.all(taken.map((socket) => once(socket, 'connect')));
    const more = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => {}));
    later(() => more.forEach((socket) => socket.destroy()));

    const supervisor = closing(supervise());
    const link = supervisor.link('line', {
      ...line,
      ...quick,
      to: `tcp://127.0.0.1:${String(port)}`,
      connectTimeout: 60,
    });
    for (let round = 0; round < 3; round += 1) await record(link, ({ event }) => event.type === 'after:connectTimeout');
    await reaches(link, 'connecting.attempting.dialing');
    await link.close();
    expect(link.state).toBe('closed');
    expect(supervisor.links.size).toBe(0);
  });
});

describe('pain 6: flapping, because the backoff begins anew with each connect', () => {
  it('a peer that accepts and hangs up: waits grow all the same', async () => {
    const peer = await listen(undefined, (socket) => socket.destroy());
    const reconnect = { first: 10, factor: 2, max: 5_000, jitter: 0 };
    const link = closing(supervise()).link('line', { ...line, to: peer.url, reconnect });
    const waits: number[] = [];
    let since = 0;
    link.on('record', ({ event, to, from }) => {
      if (to === 'reconnecting.backing-off' && from !== to) since = Number(event['at']);
      if (event.type === 'after:backoff') waits.push(Number(event['at']) - since);
    });
    await soon(() => waits.length === 5);
    for (const [i, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(10 * 2 ** i);
    expect(peer.sockets.length).toBeGreaterThanOrEqual(5);
  });

  it('one good exchange is what makes the waits small again', async () => {
    let kind = false;
    const peer = await listen(echo, (socket) => void (kind || socket.destroy()));
    const link = closing(supervise()).link('line', { ...line, ...quick, to: peer.url });
    await soon(() => (link.inspect()[0]?.context.attempts ?? 0) >= 4);
    kind = true;
    expect(text(await link.request(bytes('x')))).toBe('x');
    expect(link.inspect()[0]?.context.attempts).toBe(0);
  });
});

describe('pain 7: two reconnect loops at once, zombie sockets', () => {
  it('redials, resets and refusals in any order leave one loop and one socket', async () => {
    const peer = await listen(echo);
    const supervisor = closing(supervise());
    const link = supervisor.link('line', { ...line, ...quick, to: peer.url });
    const done: string[] = [];
    link.on('record', ({ chart, effects }) => {
      if (chart === 'connection') done.push(...effects.filter((effect) => effect === 'drop' || effect === 'dial'));
    });
    for (let round = 0; round < 30; round += 1) {
      await link.ready();
      const socket = peer.sockets.at(-1);
      link.redial();
      if (round % 3 === 0) socket?.resetAndDestroy();
      link.redial();
      if (round % 5 === 0) link.redial();
    }
    expect(text(await link.request(bytes('x')))).toBe('x');
    await soon(() => peer.open === 1);
    // Before each dial the socket of the one before is dropped.
    expect(done.join(' ')).not.toContain('dial dial');
    expect(peer.lines).toEqual(['x']);
  });
});

describe('pain 8: heartbeat bugs', () => {
  it('two that probe each other do not answer answers for ever', async () => {
    const sides: Socket[] = [];
    const relay = await listen(undefined, (socket) => {
      const other = sides.push(socket) === 2 ? sides[0] : undefined;
      if (other === undefined) return;
      socket.pipe(other);
      other.pipe(socket);
    });
    const every = 40;
    const heartbeat = { every, timeout: 200, misses: 2, send: { text: 'ping' }, expect: 'echo', role: 'both' } as const;
    const supervisor = closing(supervise());
    const began = performance.now();
    const links = ['a', 'b'].map((name) => supervisor.link(name, { ...line, to: relay.url, heartbeat }));
    await soon(() => links.every(({ counts }) => counts.heartbeatsReceived >= 8));
    const most = 2 * ((performance.now() - began) / every) + 4;
    for (const { counts } of links) expect(counts.heartbeatsSent).toBeLessThanOrEqual(most);
    expect(relay.sockets).toHaveLength(2);
  });

  it('what we send is no life: a mute peer is found out however much is posted', async () => {
    const peer = await listen();
    const heartbeat = { every: 40, timeout: 40, misses: 2, send: { text: 'ping' }, expect: 'echo' } as const;
    const link = closing(supervise()).link('line', { ...line, ...quick, to: peer.url, heartbeat });
    await link.ready();
    await soon(() => {
      void failure(link.post(bytes('x'), { timeout: 1_000 }));
      return link.counts.losses > 0;
    });
    expect(peer.lines.filter((one) => one === 'x').length).toBeGreaterThan(5);
    expect(peer.lines).toContain('ping');
  });

  it('whatever arrives is life: a peer that talks is never probed', async () => {
    const peer = await listen(undefined, talks);
    const heartbeat = { every: 500, timeout: 500, misses: 1, send: { text: 'ping' }, expect: 'echo' } as const;
    const link = closing(supervise()).link('line', { ...line, to: peer.url, heartbeat });
    await soon(() => link.counts.messages >= 70);
    expect(link.counts.heartbeatsSent).toBe(0);
  });
});

describe('pain 10: unbounded offline queues', () => {
  it('the queue refuses what is too much at once, and what waits too long is told that nothing was sent', async () => {
    const peer = await listen(echo);
    await peer.close();
    const link = closing(supervise()).link('line', {
      ...line,
      to: peer.url,
      queue: { max: 2 },
      exchange: { timeout: 80 },
    });
    const calls = ['a', 'b', 'c'].map((one) => failure(link.request(bytes(one))));
    expect(await calls[2]).toMatchObject({ code: 'queue-full', outcome: 'not-sent' });
    expect(await Promise.all(calls.slice(0, 2))).toMatchObject([
      { code: 'timeout', outcome: 'not-sent' },
      { code: 'timeout', outcome: 'not-sent' },
    ]);
    expect(link.queued).toBe(0);
  });

  it('a peer that does not read stops the line, and the rest waits in the queue and not in the socket', async () => {
    const peer = await listen(undefined, (socket) => socket.pause());
    const big = 'x'.repeat(60_000);
    const queue = { max: 1_000, maxBytes: '1MiB' } as const;
    const link = closing(supervise()).link('line', { ...line, to: peer.url, queue });
    await link.ready();
    const errors: HoldfastError[] = [];
    let posted = 0;
    while (errors.length === 0) {
      link.post(bytes(big), { timeout: '20s' }).then(
        () => (posted += 1),
        (error: HoldfastError) => errors.push(error),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(errors[0]).toMatchObject({ code: 'queue-full', outcome: 'not-sent' });
    expect(link.queued).toBeLessThanOrEqual(18);
    const before = posted;
    peer.sockets[0]?.resume();
    await soon(() => posted > before && link.queued === 0);
  });
});

describe('pain 12: sleep, wake and stalls', () => {
  const heartbeat = { every: 30, timeout: 400, misses: 1, send: { text: 'ping' }, expect: 'echo' } as const;

  it('an answer that lies in the socket is read before anyone is declared dead', async () => {
    const link = closing(supervise()).link('line', { ...line, ...quick, to: await remote(), heartbeat });
    const records = await watch(link, 3, 1_000);
    expect(records.filter(({ to }) => to.startsWith('reconnecting'))).toEqual([]);
    expect(records.map(({ event }) => event.type)).not.toContain('after:probeTimeout');
    expect(link.counts.dials).toBe(1);
  });

  it('a stall leads to a question and not to a verdict', async () => {
    const link = closing(supervise()).link('line', { ...line, ...quick, to: await remote(), heartbeat });
    await link.ready();
    const stalled = record(link, ({ event }) => event.type === 'stalled');
    block(2_300);
    expect(await stalled).toMatchObject({ to: 'connected.probing' });
    await reaches(link, 'connected.listening');
    expect(link.counts.dials).toBe(1);
  });
});

describe('pain 13: a late reply is matched to the wrong request', () => {
  it('one whose caller gave up keeps its place, and its reply is thrown away', async () => {
    const held: (() => void)[] = [];
    const peer = await listen((heard, socket) => {
      if (heard === 'slow') held.push(() => echo(heard, socket));
      else echo(heard, socket);
    });
    const link = closing(supervise()).link('line', { ...line, to: peer.url });
    await link.ready();
    const slow = failure(link.request(bytes('slow'), { timeout: 30 }));
    const next = link.request(bytes('next'));
    expect(await slow).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    held.forEach((say) => say());
    expect(text(await next)).toBe('next');
    expect(link.counts.late).toBe(1);
  });

  it('one that comes after the line was ended for want of it reaches nobody', async () => {
    const held: (() => void)[] = [];
    const peer = await listen((heard, socket) => {
      if (heard === 'slow') held.push(() => echo(heard, socket));
      else echo(heard, socket);
    });
    const link = closing(supervise()).link('line', { ...line, ...quick, to: peer.url, exchange: { timeout: 200 } });
    const messages: string[] = [];
    link.on('message', (frame) => messages.push(text(frame)));
    await link.ready();
    expect(await failure(link.request(bytes('slow')))).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    await link.ready();
    held.forEach((say) => say());
    expect(text(await link.request(bytes('next'), { timeout: '5s' }))).toBe('next');
    expect(messages).toEqual([]);
  });
});
