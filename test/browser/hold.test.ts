import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireProgram } from '../../src/testkit/program.ts';
import { until } from '../transport/heard.ts';
import type { FarWebSocketServer } from '../transport/websocket-harness.ts';
import { webSocketServer } from '../transport/websocket-harness.ts';
import { bundle } from './bundle.ts';
import type { Page } from './chromium.ts';
import { Chromium } from './chromium.ts';

const missing = requireProgram('chromium');
if (missing !== null) process.stderr.write(`skipped, for want of a browser: ${missing}\n`);

/** The page holds one line, notes each state, and says what it is told to. */
const page = (port: number): string => `<!doctype html><meta charset="utf-8"><title>a line</title>
<script type="module">
import { supervise } from '/holdfast.js';
const bytes = (text) => new TextEncoder().encode(text);
const supervisor = supervise();
const link = supervisor.link('line', {
  to: 'ws://127.0.0.1:${String(port)}/line',
  framing: 'read-once',
  heartbeat: { every: 100, timeout: 300, misses: 2, send: { text: 'ping' }, expect: { text: 'pong' } },
  reconnect: { first: 20, max: 100 },
});
const states = [];
link.on('state', ({ to, event }) => states.push(to + ' by ' + event.type));
const said = async (text) => new TextDecoder().decode(await link.request(bytes(text)));
globalThis.line = { link, states, said, supervisor };
</script>`;

/** `ping` is answered with `pong`, anything else in capitals. */
const serve = async (port = 0): Promise<FarWebSocketServer> => {
  const server = await webSocketServer(null, port);
  server.onAccepted = ({ client }) => {
    client.on('message', (data: Buffer) => {
      const text = data.toString();
      client.send(text === 'ping' ? 'pong' : text.toUpperCase());
    });
  };
  return server;
};

describe.skipIf(missing !== null)('a line held by a page in a real browser', () => {
  let chromium: Chromium;
  let web: Server;
  let server: FarWebSocketServer;
  let shown: Page;

  beforeAll(async () => {
    const { code } = await bundle('src/browser.ts');
    web = createServer((request, response) => {
      const module = request.url === '/holdfast.js';
      response.setHeader('content-type', module ? 'text/javascript' : 'text/html');
      response.end(module ? code : page(server.port));
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    chromium = await Chromium.start('chromium');
  }, 60_000);

  afterAll(async () => {
    await chromium.close();
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
  }, 30_000);

  beforeEach(async () => {
    server = await serve();
    shown = await chromium.open(`http://127.0.0.1:${String((web.address() as AddressInfo).port)}/`);
    while (!(await shown.evaluate<boolean>(`'line' in globalThis`)));
    await shown.evaluate('line.link.ready()');
  });

  afterEach(async () => {
    await shown.evaluate('line.supervisor.destroy()');
    await server.close();
  });

  const state = (): Promise<string> => shown.evaluate('line.link.lineState');
  const states = (): Promise<readonly string[]> => shown.evaluate('line.states');

  it('carries requests and heartbeats', async () => {
    expect(await shown.evaluate(`line.said('hello')`)).toBe('HELLO');
    await until(() => server.accepted[0]?.received().includes('ping') === true);
    expect(await state()).toMatch(/^connected/);
  });

  it('loses its server, and is back when the server is', async () => {
    const { port } = server;
    await server.close();
    while (!(await state()).startsWith('reconnecting'));
    server = await serve(port);
    await shown.evaluate('line.link.ready()');
    expect(await shown.evaluate(`line.said('again')`)).toBe('AGAIN');
    expect((await states()).some((one) => one === 'reconnecting.backing-off by lost')).toBe(true);
  });

  it('finds out by its heartbeat that the server has gone silent, and dials again', async () => {
    await until(() => server.accepted.length === 1);
    server.accepted[0]?.pause();
    await until(() => server.accepted.length === 2);
    await shown.evaluate('line.link.ready()');
    expect(await shown.evaluate(`line.said('hello')`)).toBe('HELLO');
    expect(await states()).toContain('reconnecting.backing-off by after:probeTimeout');
  });
});
