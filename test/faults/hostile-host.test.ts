/** A host that has nothing left, and crowds: refusals by the thousand, links by the thousand. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { supervise } from 'holdfast';
import type { Bundle } from './child.ts';
import { bundle } from './child.ts';
import { bytes, closeAll, closing, line, listen, soon, text } from './listen.ts';

afterEach(closeAll);

const handles = (): number => process.getActiveResourcesInfo().length;

describe('no file descriptor left', () => {
  let library: Bundle;
  beforeAll(async () => {
    library = await bundle();
  });
  afterAll(() => library.remove());

  it('is told as a fault of this host, ends nothing, and passes when there are some again', async () => {
    const peer = await listen((heard, socket) => void socket.write(`${heard}\n`));
    const { code, out, error } = await library.run(`
      import { execFileSync } from 'node:child_process';
      execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=40:40']);
      const supervisor = supervise();
      const losses = new Set();
      supervisor.on('record', ({ event }) => event.type === 'lost' && losses.add(event.reason + ' ' + event.side));
      const links = Array.from({ length: 40 }, (_, i) => supervisor.link('line-' + i, {
        to: '${peer.url}',
        framing: { type: 'delimiter', delimiter: '\\n' },
        reconnect: { first: 20, max: 50 },
      }));
      const up = () => links.filter((link) => link.lineState.startsWith('connected'));
      const turn = () => new Promise((resolve) => setTimeout(resolve, 10));
      while (losses.size === 0) await turn();
      const first = up();
      const reply = await first[0].request(new TextEncoder().encode('well'));
      for (const link of first) link.destroy();
      while (up().length < Math.min(first.length, links.length - first.length)) await turn();
      console.log(JSON.stringify([[...losses], new TextDecoder().decode(reply)]));
      supervisor.destroy();
    `);
    expect([code, error]).toEqual([0, '']);
    expect(JSON.parse(out)).toEqual([['local-files local'], 'well']);
  });
});

describe('a storm of refusals', () => {
  it('keeps to the caps on dials, and every link goes on trying', async () => {
    const gone = await listen();
    await gone.close();
    const supervisor = closing(supervise({ dials: { perTarget: 16, rate: 2000 } }));
    const dialling = new Set<string>();
    let most = 0;
    supervisor.on('record', ({ chart, connection, to }) => {
      if (chart !== 'connection') return;
      if (to === 'connecting.attempting.dialing') dialling.add(connection);
      else dialling.delete(connection);
      most = Math.max(most, dialling.size);
    });
    const links = Array.from({ length: 1000 }, (_, i) =>
      supervisor.link(`line-${String(i)}`, { ...line, to: gone.url, reconnect: { first: 50, max: 200 } }),
    );
    await soon(() => links.every((link) => link.counts.dials >= 3));
    expect(most).toBeLessThanOrEqual(16);
    const counts = links.map((link) => link.counts.dials);
    // First come, first served: nobody starves, and nobody comes before their turn.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
  });
});

describe('links that come and go', () => {
  it('two thousand leave no handle, no timer, no listener and no memory behind', async () => {
    const peer = await listen((heard, socket) => void socket.write(`${heard}\n`));
    const supervisor = closing(supervise());
    const round = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 50)
        await Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            const heartbeat = { preset: 'strict', send: { text: 'ping' }, expect: 'echo' } as const;
            const link = supervisor.link(`line-${String(i)}`, { ...line, to: peer.url, heartbeat });
            expect(text(await link.request(bytes('x')))).toBe('x');
            if (i % 2 === 0) link.destroy();
            else await link.close();
          }),
        );
      await soon(() => peer.open === 0);
    };
    await round(500);
    const before = { heap: process.memoryUsage().heapUsed, handles: handles() };
    await round(1500);
    expect(supervisor.links.size).toBe(0);
    expect(handles()).toBeLessThanOrEqual(before.handles);
    // The peer keeps its sockets, some KiB each; a kept link would weigh as much again, with its listeners and queues.
    expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(1500 * 40 * 1024);
  });
});
