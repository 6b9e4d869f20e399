/** A page that stops reading costs bounded memory, is told what it missed, and sees all once it reads again. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { servePage } from '../../src/inspector/page-socket.ts';
import { Frame } from '../../src/inspector/protocol.ts';
import type { ServerMessage } from '../../src/inspector/protocol.ts';
import { Feed } from './feed.ts';

const ROWS = 5_000;
const BACKING_OFF = 'reconnecting.backing-off';

it('over a real socket', async () => {
  const feed = new Feed();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const one of server.clients) one.terminate();
    server.close();
  });
  await once(server, 'listening');
  const served = once(server, 'connection') as Promise<[WebSocket]>;
  const page = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const [socket] = await served;
  const told: ServerMessage[] = [];
  const states = new Map<number, number>();
  page.on('message', (data: Buffer, binary) => {
    if (!binary) told.push(JSON.parse(data.toString()) as ServerMessage);
    else {
      const frame = new Frame(data);
      for (let i = 0; i < frame.count; i += 1) states.set(frame.row(i), frame.state(i));
    }
  });
  servePage(socket, feed.source, () => {});
  if (page.readyState !== page.OPEN) await once(page, 'open');
  page.send('{"type":"watch","views":[{"view":"fleet"}]}');
  const everyone = (to: string): void => {
    feed.t += 50;
    for (let i = 0; i < ROWS; i += 1) feed.take({ connection: `bank#${String(i)}`, to });
    feed.source.tick();
  };
  everyone('connected.listening.idle');
  await expect.poll(() => states.size, { timeout: 15_000 }).toBe(ROWS);

  page.pause();
  let most = 0;
  // 60 kB a frame: 18 MB, of which the kernel may take 10.
  for (let i = 0; i < 300; i += 1) {
    everyone(i % 2 === 0 ? 'connected.probing' : BACKING_OFF);
    most = Math.max(most, socket.bufferedAmount);
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(most).toBeGreaterThan(1 << 20);
  expect(most).toBeLessThan((1 << 20) + 100_000);

  page.resume();
  await expect
    .poll(
      () => {
        feed.source.tick();
        return told.some(({ type }) => type === 'lag');
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  const lag = told.find((one) => one.type === 'lag');
  expect(lag?.type === 'lag' ? lag.dropped : 0).toBeGreaterThan(50);
  const hello = told.find((one) => one.type === 'hello');
  const words = hello?.type === 'hello' ? hello.vocabulary : [];
  const backingOff = words.findIndex(({ chart, path }) => chart === 'connection' && path === BACKING_OFF);
  await expect.poll(() => new Set(states.values()), { timeout: 15_000 }).toEqual(new Set([backingOff]));
}, 60_000);

it('ends a page that cannot be told of a fact, and nothing else', async () => {
  const feed = new Feed();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => servePage(socket, feed.source, () => {}));
  await once(server, 'listening');
  const page = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  onTestFinished(() => page.terminate());
  const closed = once(page, 'close') as Promise<[number, Buffer]>;
  const told = once(page, 'message');
  await once(page, 'open');
  page.send('{"type":"watch","views":[{"view":"trail","filter":{},"limit":10}]}');
  await told;
  feed.take({ connection: 'bank#1', to: 'connecting.waiting', event: { type: 'turn', own: 1n } });
  const ticking = setInterval(() => feed.source.tick(), 5);
  onTestFinished(() => clearInterval(ticking));
  const [code, reason] = await closed;
  expect(code).toBe(1011);
  expect(reason.toString()).toMatch(/BigInt/);
  feed.source.tick();
});
