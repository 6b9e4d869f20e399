/** Pains 11 and 14: what ends a process that did not ask for it, what keeps one alive, what is left behind. */
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { supervise } from '../../src/index.ts';
import type { Bundle } from './child.ts';
import { bundle } from './child.ts';
import { bytes, closeAll, line, listen, soon } from './listen.ts';

const echo = (heard: string, socket: Socket): void => void socket.write(`${heard}\n`);
const quick = { reconnect: { first: 10, max: 40, jitter: 0.1 } } as const;

const count = (): { readonly sockets: number; readonly timers: number } => {
  const found: Record<string, number> = {};
  for (const one of process.getActiveResourcesInfo()) found[one] = (found[one] ?? 0) + 1;
  return { sockets: found['TCPSocketWrap'] ?? 0, timers: found['Timeout'] ?? 0 };
};

afterEach(closeAll);

describe('what only a process of its own shows', () => {
  let library: Bundle;
  beforeAll(async () => {
    library = await bundle();
  });
  afterAll(() => library.remove());

  it("pain 11: nothing that goes wrong ends a process that did not listen for 'error'", async () => {
    const { code, out, error } = await library.run(`
      const server = createServer((socket) => socket.on('error', () => {}).resetAndDestroy()).listen(0, '127.0.0.1', async () => {
        const to = 'tcp://127.0.0.1:' + server.address().port;
        const supervisor = supervise();
        const options = { to, framing: { type: 'delimiter', delimiter: '\\n' }, reconnect: { first: 10, max: 20 } };
        const link = supervisor.link('resets', options);
        const refused = supervisor.link('refused', { ...options, to: 'tcp://127.0.0.1:1' });
        const crashes = supervisor.link('crashes', { ...options, onLost: () => { throw new Error('mine'); } });
        for (const one of [link, refused, crashes]) one.exchange(new Uint8Array(1), () => { throw new Error('mine'); });
        for (const one of [link, refused, crashes]) one.request(new Uint8Array(1), { timeout: 100 }).catch(() => {});
        while (link.counts.dials < 10) await new Promise(setImmediate);
        await supervisor.stop({ within: 50 });
        server.close();
        console.log('alive');
      });`);
    expect({ code, out, error }).toEqual({ code: 0, out: 'alive\n', error: '' });
  });

  const steady = `
    const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1', async () => {
      server.unref();
      server.on('connection', (socket) => socket.unref());
      const to = 'tcp://127.0.0.1:' + server.address().port;
      const heartbeat = { every: 60_000, timeout: 60_000, misses: 1, send: { text: 'ping' }, expect: 'echo' };
      const options = { to, framing: { type: 'delimiter', delimiter: '\\n' }, heartbeat };
      const supervisor = supervise();
      const link = supervisor.link('line', options);
      await link.request(new Uint8Array(1));`;

  it('pain 14: a closed link keeps no process alive', async () => {
    const ended = await library.run(`${steady} await link.close(); console.log('closed'); });`);
    expect(ended).toEqual({ code: 0, out: 'closed\n', error: '' });
  });

  it('pain 14: an open link that is unref keeps no process alive, in backoff neither', async () => {
    const ended = await library.run(
      `${steady} link.unref();
       const down = supervisor.link('down', { ...options, to: 'tcp://127.0.0.1:1', reconnect: { first: '1h', max: '1h' } });
       down.unref();
       down.request(new Uint8Array(1), { timeout: '1h' }).catch(() => {});
       console.log(link.state, down.state); });`,
    );
    expect(ended).toEqual({ code: 0, out: 'open open\n', error: '' });
  });

  it('pain 14: an open link keeps its process alive, as a socket does, until it is closed', async () => {
    const ended = await library.run(`${steady}
      process.on('exit', () => console.log(link.state));
      setTimeout(() => link.close(), 100).unref(); });`);
    expect(ended).toEqual({ code: 0, out: 'closed\n', error: '' });
  });
});

describe('pain 14: leaked timers and listeners', () => {
  it('many links that came and went leave no handle, no timer and no listener behind', async () => {
    const peer = await listen(echo);
    const before = count();
    const supervisor = supervise();
    const heartbeat = { every: 20, timeout: 500, misses: 2, send: { text: 'ping' }, expect: 'echo' } as const;
    for (let round = 0; round < 3; round += 1) {
      const links = Array.from({ length: 10 }, (_, i) =>
        supervisor.link(`line-${String(i)}`, { ...line, ...quick, to: peer.url, heartbeat }),
      );
      await Promise.all(links.map((link) => link.request(bytes('x'))));
      for (const [i, link] of links.entries()) if (i % 3 === 0) link.redial();
      await Promise.all(links.map((link) => link.request(bytes('y'))));
      for (const [i, link] of links.entries()) if (i % 2 === 0) link.destroy();
      await Promise.all(links.map((link) => link.close()));
      expect(supervisor.links.size).toBe(0);
    }
    await soon(() => peer.open === 0);
    await soon(() => count().sockets <= before.sockets);
    expect(count().timers).toBeLessThanOrEqual(before.timers);
  });
});
