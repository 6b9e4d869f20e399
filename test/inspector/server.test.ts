/** The security list of the local page, over real sockets: who is let in, what is served, what a hostile page costs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { supervise } from 'holdfast';
import { createInspector } from '../../src/inspector/index.ts';
import type { InspectorOptions } from '../../src/inspector/index.ts';
import { Frame, SUBPROTOCOL, TOKEN_PREFIX } from '../../src/inspector/protocol.ts';
import type { ServerMessage } from '../../src/inspector/protocol.ts';
import { certificate } from '../transport/certificates.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const SECRET = 'the file beside the page';

function pageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-page-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), SECRET);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(page, 'assets', 'page.js'), 'export {};');
  return page;
}

async function inspected(options: InspectorOptions = {}) {
  const supervisor = supervise();
  const inspector = await createInspector(supervisor, { page: pageFolder(), ...options });
  ends.push(
    () => supervisor.stop(),
    () => inspector.close(),
  );
  const url = new URL(inspector.url);
  return { supervisor, inspector, url, port: Number(url.port), token: url.hash.replace('#token=', '') };
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const get = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });

interface Attempt {
  readonly token?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly path?: string;
  readonly protocols?: readonly string[];
}

/** The status with which it is refused; the socket where it is not. */
const tryToJoin = (port: number, attempt: Attempt): Promise<number | WebSocket> =>
  new Promise((resolve, reject) => {
    const { token = '', origin, host, path = '/feed', protocols = [SUBPROTOCOL, TOKEN_PREFIX + token] } = attempt;
    const headers = { ...(host !== undefined && { Host: host }) };
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${path}`, [...protocols], {
      headers,
      ...(origin !== undefined && { origin }),
    });
    ends.push(() => socket.terminate());
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', (error) => {
      if (!/Unexpected|closed before/.test(error.message)) reject(error);
    });
  });

const opened = async (port: number, attempt: Attempt): Promise<WebSocket> => {
  const socket = await tryToJoin(port, attempt);
  if (typeof socket === 'number') throw new Error(`refused with ${String(socket)}`);
  return socket;
};

const closeOf = (socket: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));

describe('the page', () => {
  it('is served with a policy that lets nothing in from elsewhere, and with no word for other origins', async () => {
    const { port } = await inspected();
    const { status, headers, body } = await get(port, '/');
    expect([status, body]).toEqual([200, '<!doctype html><title>page</title>']);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('set-cookie');
    expect((await get(port, '/assets/page.js')).headers['content-type']).toMatch(/^text\/javascript/);
  });

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/../../secret.json',
    '/assets/..\\..\\secret.json',
    '//secret.json',
    '/./index.html',
    '/__proto__',
    '/constructor',
    'http://elsewhere/',
    '/%00',
    '*',
  ])('is all that is served: %s is nothing', async (path) => {
    const { port } = await inspected();
    const { status, body } = await get(port, path);
    expect(status).toBe(404);
    expect(body).not.toContain(SECRET);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const { port } = await inspected();
    expect((await get(port, '/', {}, method)).status).toBe(405);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example'])(
    'is refused by a name that is not its own: Host %s',
    async (host) => {
      const { port, token } = await inspected();
      const answer = await get(port, '/', { Host: host });
      expect([400, 421]).toContain(answer.status);
      expect([400, 421]).toContain(await tryToJoin(port, { token, host }));
    },
  );

  it('is had by each of its own names', async () => {
    const { port } = await inspected();
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await get(port, '/', { Host: `${name}:${String(port)}` })).status).toBe(200);
  });

  it('is refused to a page of another origin', async () => {
    const { port } = await inspected();
    for (const Origin of ['http://evil.example', 'null', `https://127.0.0.1:${String(port)}`])
      expect((await get(port, '/', { Origin })).status).toBe(403);
  });

  it('says so where it was not built', async () => {
    const { port } = await inspected({ page: '/nowhere' });
    expect((await get(port, '/')).body).toContain('npm run build');
  });
});

describe('the feed', () => {
  it('is had with the token, which is in the fragment of the printed address', async () => {
    const { port, token, url, inspector } = await inspected();
    expect(url.hostname).toBe('127.0.0.1');
    expect(token).toMatch(/^[\w-]{32}$/);
    const socket = await opened(port, { token, origin: url.origin });
    expect(socket.protocol).toBe(SUBPROTOCOL);
    const closed = closeOf(socket);
    await inspector.close();
    expect((await closed).code).toBeGreaterThan(1_000);
  });

  it('gives each inspector another token', async () => {
    expect((await inspected()).token).not.toBe((await inspected()).token);
  });

  it('is refused without the token, with another, or with it anywhere else', async () => {
    const { port, token } = await inspected();
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const attempt of [
      { token: '' },
      { token: other },
      { token: token.slice(0, -1) },
      { token: `${token}A` },
      { protocols: [SUBPROTOCOL] },
      { protocols: [TOKEN_PREFIX + token] },
      { protocols: [SUBPROTOCOL], path: `/feed?token=${token}` },
    ])
      expect(await tryToJoin(port, attempt)).toBe(401);
  });

  it('is refused to a page of another origin, even with the token', async () => {
    const { port, token } = await inspected();
    for (const origin of [
      'http://evil.example',
      'null',
      `http://127.0.0.1:1`,
      `http://127.0.0.1:${String(port)}.evil.example`,
    ])
      expect(await tryToJoin(port, { token, origin })).toBe(403);
  });

  it('is at one path', async () => {
    const { port, token } = await inspected();
    expect(await tryToJoin(port, { token, path: '/' })).toBe(404);
  });

  it('takes eight pages, and the next once one has left', async () => {
    const { port, token } = await inspected();
    const pages = await Promise.all(Array.from({ length: 8 }, () => opened(port, { token })));
    expect(await tryToJoin(port, { token })).toBe(503);
    const [first] = pages;
    if (first === undefined) throw new Error('no page');
    first.close();
    await closeOf(first);
    await expect.poll(async () => typeof (await tryToJoin(port, { token }))).toBe('object');
  });

  it.each([
    ['what is no JSON', '{'],
    ['a message of no known type', '{"type":"__proto__"}'],
    ['a view that there is not', '{"type":"watch","views":[{"view":"files"}]}'],
    ['a list that is none', '{"type":"watch","views":{"length":1}}'],
    ['bytes', new Uint8Array([1, 2, 3])],
  ])('ends a page that says %s, and says why', async (_, said) => {
    const { port, token } = await inspected();
    const socket = await opened(port, { token });
    const closed = closeOf(socket);
    socket.send(said);
    const { code, reason } = await closed;
    expect(code).toBe(1008);
    expect(reason).not.toBe('');
    await opened(port, { token });
  });

  it('ends a page that says too much at once, or too often', async () => {
    const { port, token } = await inspected();
    const long = await opened(port, { token });
    const longClosed = closeOf(long);
    long.send(' '.repeat(20_000));
    expect((await longClosed).code).toBe(1009);
    const often = await opened(port, { token });
    const oftenClosed = closeOf(often);
    for (let i = 0; i < 500; i += 1) often.send('{"type":"watch","views":[]}');
    expect((await oftenClosed).code).toBe(1013);
  });

  it('tells a real page of a real link', async () => {
    const { port, token, supervisor } = await inspected();
    supervisor.link('nobody', { to: 'tcp://127.0.0.1:1', framing: 'line', reconnect: { first: '10ms' } });
    const socket = await opened(port, { token });
    const told: ServerMessage[] = [];
    const frames: Frame[] = [];
    socket.on('message', (data: Buffer, binary) => {
      if (binary) frames.push(new Frame(data));
      else told.push(JSON.parse(data.toString()) as ServerMessage);
    });
    socket.send('{"type":"watch","views":[{"view":"fleet"},{"view":"trail","filter":{"event":"lost"},"limit":10}]}');
    await expect
      .poll(() => frames.filter(({ kind }) => kind === 'changes').length, { timeout: 10_000 })
      .toBeGreaterThan(2);
    await expect
      .poll(() => told.some((one) => one.type === 'trail' && one.records.length > 0), { timeout: 10_000 })
      .toBe(true);
    expect(told.some((one) => one.type === 'rows' && one.add.some(([, name]) => name === 'nobody#1'))).toBe(true);
  });
});

describe('a slow sender', () => {
  it('is sent away before its request is whole', async () => {
    const { port } = await inspected();
    const socket = connect(port, '127.0.0.1');
    ends.push(() => socket.destroy());
    socket.on('error', () => {});
    const gone = new Promise((resolve) => socket.on('close', resolve));
    socket.resume().write('GET / HTTP/1.1\r\nHost:');
    await expect(gone).resolves.toBe(false);
  });
});

describe('where it listens', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.org', '127.0.0.1.example.org'])(
    'is not %s without TLS',
    async (host) => {
      const supervisor = supervise();
      ends.push(() => supervisor.stop());
      await expect(createInspector(supervisor, { host })).rejects.toMatchObject({ code: 'option-invalid' });
    },
  );

  it('is elsewhere with TLS', async () => {
    const tls = await certificate('inspector.example', { names: ['inspector.example'] });
    const { inspector } = await inspected({ host: '0.0.0.0', names: ['inspector.example'], tls });
    expect(inspector.url).toMatch(/^https:\/\/inspector\.example:\d+\/#token=/);
  });

  it('is said where the port is taken, and nothing else is ended', async () => {
    const { port } = await inspected();
    const supervisor = supervise();
    ends.push(() => supervisor.stop());
    await expect(createInspector(supervisor, { port })).rejects.toMatchObject({
      code: 'inspector-failed',
      message: expect.stringMatching(/the port is taken/) as string,
    });
    expect(supervisor.tree().state).toBe('running');
  });

  it('refuses a token that is easily guessed', async () => {
    const supervisor = supervise();
    ends.push(() => supervisor.stop());
    for (const token of ['', 'short', 'with spaces in it, and long'])
      await expect(createInspector(supervisor, { token })).rejects.toMatchObject({ code: 'option-invalid' });
  });
});
