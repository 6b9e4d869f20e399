/** Real sockets, and a peer that ends a line by limits of its own. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError, supervise } from '../../src/index.ts';
import type { LinkInput, Supervisor } from '../../src/index.ts';
import { bytes, text } from '../model/world.ts';

let server: Server;
let supervisor: Supervisor;
let sockets: Socket[];
/** Lines that came, in order. */
let heard: string[];
/** What the peer does with a line; it answers if this says so. */
let take: (socket: Socket, nth: number) => boolean;
/** Ended by the peer for want of use. */
let overdue: number;

const limit = 3_000;

beforeEach(async () => {
  sockets = [];
  heard = [];
  overdue = 0;
  take = () => true;
  server = createServer((socket) => {
    let nth = 0;
    sockets.push(socket);
    socket.setTimeout(limit, () => {
      overdue += 1;
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        heard.push(line);
        nth += 1;
        if (take(socket, nth)) socket.write(`re:${line}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  supervisor = supervise();
});

afterEach(async () => {
  await supervisor.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const linkOf = (options: Partial<LinkInput>) => {
  const { port } = server.address() as AddressInfo;
  return supervisor.link('line', { to: `tcp://127.0.0.1:${String(port)}`, framing: 'line', ...options });
};

describe('a peer with an idle limit', () => {
  it('never comes to use it: the line rests 2 s before', async () => {
    const link = linkOf({ lifecycle: { type: 'long', maxIdle: { peer: limit } } });
    for (const one of ['a', 'b']) {
      expect(text(await link.request(bytes(one)))).toBe(`re:${one}`);
      await new Promise<void>((resolve) => {
        link.on('state', ({ to }) => to === 'dead' && resolve());
      });
      expect(link.lineState).toBe('resting');
    }
    expect([heard, sockets.length, overdue]).toEqual([['a', 'b'], 2, 0]);
  });

  it('that ends the line as a request arrives: repeated only what is idempotent', async () => {
    // As if its limit had passed just before the second line of each connection.
    take = (socket, nth) => {
      if (nth === 2) socket.end();
      return nth === 1;
    };
    const link = linkOf({ reconnect: { first: 10, max: 10 } });
    const ask = (one: string, idempotent: boolean): Promise<string> =>
      link
        .request(bytes(one), { idempotent })
        .then(text, (error: unknown) =>
          error instanceof HoldfastError ? `${error.code} ${String(error.outcome)}` : 'odd',
        );
    expect(await ask('a', false)).toBe('re:a');
    expect(await ask('b', false)).toBe('lost unknown');
    expect(await ask('c', false)).toBe('re:c');
    expect(await ask('d', true)).toBe('re:d');
    expect(heard).toEqual(['a', 'b', 'c', 'd', 'd']);
  });
});

it('rotates over many connections under load, and nothing is lost or doubled', async () => {
  const lifecycle = { type: 'long', connections: 3, maxExchanges: 5 } as const;
  const link = linkOf({ lifecycle, exchange: { mode: 'pipeline', window: 4 } });
  const asked = Array.from({ length: 500 }, (_, n) => String(n));
  const replies = await Promise.all(asked.map((one) => link.request(bytes(one))));
  expect(replies.map(text)).toEqual(asked.map((one) => `re:${one}`));
  expect(heard.toSorted((a, b) => Number(a) - Number(b))).toEqual(asked);
  expect(sockets.length).toBeGreaterThanOrEqual(100);
});

it('a short link whose peer closes hears its FIN and leaves no port waiting here', async () => {
  take = (socket) => {
    process.nextTick(() => socket.end());
    return true;
  };
  const link = linkOf({ lifecycle: { type: 'short', closeBy: 'peer' } });
  expect(text(await link.request(bytes('a')))).toBe('re:a');
  await new Promise<void>((resolve) => {
    link.on('state', ({ to, event }) => {
      expect(event.type).toBe('ended');
      if (to === 'dead') resolve();
    });
  });
});
