/** WebSockets that are served: who may open one, what it carries, and how it ends. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import { nodeHost, supervise } from '../../src/index.ts';
import type { ListenerInput } from '../../src/index.ts';
import { certificate } from '../transport/certificates.ts';
import type { Front } from './kit.ts';
import { bytes, client, front, text, until } from './kit.ts';

const WEB: Partial<ListenerInput> = { on: 'ws://127.0.0.1:0/line', framing: 'read-once' };

const beat = { every: '60ms', timeout: '30ms', misses: 2, send: { text: 'PING' }, expect: { text: 'PING' } } as const;

interface Web {
  readonly socket: WebSocket;
  readonly heard: string[];
  /** Code and reason of its Close; the status of a refusal. */
  readonly over: Promise<readonly [number, string]>;
}

const web = (f: Front, path = '/line', options: ClientOptions = {}, protocols: string[] = [], scheme = 'ws'): Web => {
  const socket = new WebSocket(`${scheme}://${String(f.listener.address)}${path}`, protocols, options);
  onTestFinished(() => socket.terminate());
  const heard: string[] = [];
  socket.on('error', () => {});
  socket.on('message', (message: Buffer, isBinary) =>
    heard.push(`${isBinary ? '' : 'text '}${message.toString('latin1')}`),
  );
  const over = new Promise<readonly [number, string]>((resolve) => {
    socket.on('unexpected-response', (_, { statusCode }) => resolve([statusCode ?? 0, '']));
    socket.on('close', (code, reason) => resolve([code, reason.toString()]));
  });
  return { socket, heard, over };
};

describe('a listener for WebSockets', () => {
  it('answers each message, text or binary, with a binary one', async () => {
    const f = await front(WEB);
    const { socket, heard } = web(f);
    await once(socket, 'open');
    socket.send('a');
    socket.send(bytes('b'));
    await until(() => heard.length === 2);
    expect(heard).toEqual(['re:a', 're:b']);
    expect(f.session().remote).toMatch(/^127\.0\.0\.1:\d+$/);
    const asked = f.session().request(bytes('who?'));
    await until(() => heard.length === 3);
    socket.send('me');
    expect(text(await asked)).toBe('me');
  });

  it('takes a stream of frames in messages of any size, where the framing is one', async () => {
    const f = await front({ ...WEB, framing: 'ascii:2' });
    const { socket, heard } = web(f);
    await once(socket, 'open');
    for (const piece of ['0', '1a02b', 'c01', 'd']) socket.send(piece);
    await until(() => heard.length === 3);
    expect(heard).toEqual(['04re:a', '05re:bc', '04re:d']);
  });

  it('is dialled by a link, which is back once it was ended', async () => {
    const f = await front({ ...WEB, onRequest: (frame) => frame });
    const links = supervise({}, nodeHost());
    onTestFinished(() => links.stop());
    const to = `ws://${String(f.listener.address)}/line`;
    const link = links.link('line', {
      to,
      framing: 'read-once',
      reconnect: { first: 10 },
      heartbeat: { send: { text: 'p' }, expect: 'echo' },
    });
    expect(text(await link.request(bytes('one')))).toBe('one');
    f.session().destroy();
    await until(() => link.counts.losses === 1);
    expect(text(await link.request(bytes('two')))).toBe('two');
    expect(f.listener.counts.ends).toEqual({ destroyed: 1 });
  });

  it('ends in order, from either side, and a Close with a code that tells of an error is no such end', async () => {
    const f = await front(WEB);
    const [one, two, three, four] = [web(f), web(f), web(f), web(f)];
    for (const { socket } of [one, two, three, four]) await once(socket, 'open');
    one.socket.close();
    await until(() => f.gone.length === 1);
    two.socket.close(4000, 'why');
    await until(() => f.gone.length === 2);
    three.socket.terminate();
    await until(() => f.gone.length === 3);
    const closed = f.listener.close();
    expect(await four.over).toEqual([1000, '']);
    await closed;
    expect(f.gone.map(([, { reason }]) => reason)).toEqual(['ended', 'ws-closed', 'reset', 'stopped']);
    expect(f.gone[1]?.[1].detail).toContain('closed with 4000 (why)');
  });

  it('answers pings, which count as life; too many of them do not', async () => {
    const f = await front({ ...WEB, limits: { heartbeats: 3 } });
    const good = web(f);
    const flood = web(f);
    await Promise.all([once(good.socket, 'open'), once(flood.socket, 'open')]);
    good.socket.ping('x');
    const [pong] = (await once(good.socket, 'pong')) as [Buffer];
    expect(pong.toString()).toBe('x');
    for (let i = 0; i < 20; i += 1) flood.socket.ping();
    await flood.over;
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([[expect.any(String), { reason: 'flooded' }]]);
    good.socket.send('y');
    await until(() => good.heard.length === 1);
  });

  it('finds a half-open client by its heartbeats', async () => {
    const f = await front({ ...WEB, heartbeat: { ...beat, role: 'initiator' } });
    const { socket, heard } = web(f);
    await once(socket, 'open');
    socket.pause();
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'heartbeat', wasOnLine: true }]]);
    expect(heard).toEqual([]);
  });

  it('agrees on the subprotocol that both speak, and on none otherwise', async () => {
    const f = await front({ ...WEB, websocket: { subprotocols: ['v2', 'v1'] } });
    const { socket } = web(f, '/line', {}, ['v0', 'v1']);
    await once(socket, 'open');
    expect(socket.protocol).toBe('v1');
  });

  it('serves wss as well, and knows its clients by their certificates', async () => {
    const ca = await certificate('authority', { isAuthority: true, names: [] });
    const [own, till] = [await certificate('server', { authority: ca }), await certificate('till', { authority: ca })];
    const f = await front({ ...WEB, on: 'wss://127.0.0.1:0/line', tls: { ...own, ca: ca.cert } });
    const { socket, heard } = web(f, '/line', { ca: ca.cert, ...till }, [], 'wss');
    await once(socket, 'open');
    socket.send('a');
    await until(() => heard.length === 1);
    expect(f.session().peer?.subject).toBe('CN=till');
    await web(f, '/line', { ca: ca.cert }, [], 'wss').over;
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!2', { reason: 'tls-no-certificate', wasOnLine: false }]]);
  });
});

/** How a client of ws is refused: the status, and what its session says. */
const refused = async (path: string, options: ClientOptions, more: Partial<ListenerInput> = {}) => {
  const f = await front({ ...WEB, ...more });
  const [status] = await web(f, path, options).over;
  await until(() => f.gone.length === 1);
  return [status, f.gone[0]?.[1].reason, f.gone[0]?.[1].detail?.replace(/^\S+: /, '')];
};

/** The same of bytes by hand: the first line that they are answered. */
const raw = async (said: string, input: Partial<ListenerInput> = {}) => {
  const f = await front({ ...WEB, ...input });
  const one = await client(f.port());
  one.say(said);
  await one.over;
  await until(() => f.gone.length === 1);
  return [one.heard().split('\r\n')[0], f.gone[0]?.[1].reason];
};

describe('who is given no WebSocket', () => {
  it('asks at another path; a query is its own affair', async () => {
    expect(await refused('/', {})).toEqual([404, 'ws-refused', 'nothing at /; answered 404 Not Found']);
    expect((await refused('/line/', {}))[0]).toBe(404);
    const f = await front(WEB);
    await once(web(f, '/line?id=7').socket, 'open');
  });

  it('is a page of an origin that is not named', async () => {
    const origin = 'https://Example.com';
    expect(await refused('/line', { origin })).toEqual([
      403,
      'ws-refused',
      'pages of https://Example.com are not let in; answered 403 Forbidden',
    ]);
    for (const origins of [['https://example.com'], ['*']]) {
      const f = await front({ ...WEB, websocket: { origins } });
      await once(web(f, '/line', { origin }).socket, 'open');
    }
  });

  it('asks for a page, or in no HTTP at all, or for another protocol', async () => {
    expect(await raw('GET /line HTTP/1.1\r\nHost: a\r\n\r\n')).toEqual(['HTTP/1.1 426 Upgrade Required', 'ws-not-ws']);
    expect(await raw('\u0016\u0003\u0001 no HTTP\r\n\r\n')).toEqual(['HTTP/1.1 400 Bad Request', 'ws-not-ws']);
    const upgrade = 'GET /line HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ';
    expect(await raw(`${upgrade}h2c\r\n\r\n`)).toEqual(['HTTP/1.1 400 Bad Request', 'ws-not-ws']);
    expect(await raw(`GET /line HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toEqual([
      'HTTP/1.1 400 Bad Request',
      'ws-not-ws',
    ]);
  });

  it('does not finish asking in its time, or leaves before', async () => {
    const slow = await raw('GET /line HTTP/1.1\r\n', { limits: { handshake: '40ms' } });
    expect(slow).toEqual(['', 'handshake-timeout']);
    const f = await front(WEB);
    const one = await client(f.port());
    one.socket.destroy();
    await until(() => f.gone.length === 1);
    expect(f.gone).toMatchObject([['front!1', { reason: 'ws-not-ws', wasOnLine: false }]]);
  });

  it('comes when all places are taken, by those that have not even asked', async () => {
    const f = await front({ ...WEB, limits: { max: 2 } });
    const [one] = [await client(f.port()), await client(f.port())];
    await web(f).over;
    expect(f.listener.counts).toMatchObject({ accepted: 2, refused: 1 });
    one?.socket.destroy();
    await until(() => f.gone.length === 1);
    await once(web(f).socket, 'open');
  });

  it('sends a message beyond maxFrame: it is ended before that is read whole, and others are not', async () => {
    const f = await front({ ...WEB, framing: { type: 'read-once', maxFrame: 1_000 } });
    const [good, large, garbled] = [web(f), web(f), web(f)];
    for (const { socket } of [good, large, garbled]) await once(socket, 'open');
    large.socket.send(new Uint8Array(1_001));
    expect((await large.over)[0]).toBe(1009);
    const socket = connect({ host: '127.0.0.1', port: f.port() });
    onTestFinished(() => void socket.destroy());
    // A frame that says a length of 2^63.
    const key = Buffer.alloc(16).toString('base64');
    const ask = `GET /line HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(ask), Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])]));
    await until(() => f.gone.length === 2);
    expect(f.gone.map(([, { reason }]) => reason)).toEqual(['ws-protocol', 'ws-protocol']);
    good.socket.send('a');
    await until(() => good.heard.length === 1);
    expect(f.faults).toEqual([]);
  });
});
