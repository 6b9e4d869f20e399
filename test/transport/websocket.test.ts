import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { isRejection } from '../../src/contract/faults.ts';
import { targetOf } from '../../src/contract/target.ts';
import type { Target, TlsOptions, Transport } from '../../src/contract/transport.ts';
import { loopbackCertificates } from '../../src/testkit/certificates.ts';
import { Resolver } from '../../src/transport/resolver.ts';
import { secureWebSocketTransport, webSocketTransport } from '../../src/transport/websocket.ts';
import { transportContract } from '../contracts/transport.ts';
import { certificate, yearsFromNow } from './certificates.ts';
import type { Heard } from './heard.ts';
import { dialled, socketOptions, until } from './heard.ts';
import { freePort, plainServer, tlsServer } from './socket-harness.ts';
import type { FarWebSocket, FarWebSocketServer } from './websocket-harness.ts';
import { webSocketServer } from './websocket-harness.ts';

const MIB = 1024 * 1024;
const { ca, cert, key } = loopbackCertificates;
const options = { ...socketOptions, maxMessage: 4 * MIB };

const plain = (port: number, path = '/line') => targetOf(`ws://127.0.0.1:${String(port)}${path}`, options);
const secure = (port: number, tls: TlsOptions = { ca }) =>
  targetOf(`wss://127.0.0.1:${String(port)}/line`, { ...options, tls });

// A WebSocket closes both directions at once (RFC 6455, section 5.5.1).
transportContract(
  'ws',
  async () => {
    const server = await webSocketServer();
    return {
      transport: webSocketTransport(),
      place: { ...server, target: plain(server.port) },
      nobody: plain(await freePort()),
      refusal: 'refused',
      local: /^127\.0\.0\.1:\d+$/,
      remote: new RegExp(`^127\\.0\\.0\\.1:${String(server.port)}$`),
    };
  },
  { halfCloses: false },
);

transportContract(
  'wss',
  async () => {
    const server = await webSocketServer({ cert, key });
    return {
      transport: secureWebSocketTransport(),
      place: { ...server, target: secure(server.port) },
      nobody: secure(await freePort()),
      refusal: 'refused',
      local: /^127\.0\.0\.1:\d+$/,
      remote: new RegExp(`^127\\.0\\.0\\.1:${String(server.port)}$`),
    };
  },
  { halfCloses: false },
);

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const serve = async (pair: Parameters<typeof webSocketServer>[0] = null): Promise<FarWebSocketServer> => {
  const server = await webSocketServer(pair);
  closing.push(() => server.close());
  return server;
};

const open = async (path = '/line') => {
  const server = await serve();
  const line = dialled(webSocketTransport(), plain(server.port, path));
  await until(() => line.heard.has('opened') && server.accepted.length === 1);
  const [far] = server.accepted as readonly [FarWebSocket];
  return { ...line, far, server };
};

const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

describe('a WebSocket', () => {
  it('asks for the path and query of its target', async () => {
    const { wire, server } = await open('/line/7?id=a%20b');
    expect(server.asked).toEqual(['/line/7?id=a%20b']);
    wire.destroy();
  });

  it('asks for / when its target names nothing', async () => {
    const { wire, server } = await open('');
    expect(server.asked).toEqual(['/']);
    wire.destroy();
  });

  it('makes each commit a binary message, also within one tick', async () => {
    const { wire, far } = await open();
    for (const text of ['one', 'two', 'three']) wire.send(Buffer.from(text));
    await until(() => far.messages.length === 3);
    expect(far.messages.map(({ data }) => data.toString())).toEqual(['one', 'two', 'three']);
    expect(far.messages.every(({ binary }) => binary)).toBe(true);
    wire.destroy();
  });

  it('makes each message a chunk, be it binary or text, in one piece or in many', async () => {
    const { wire, heard, far } = await open();
    far.client.send(Buffer.from([0, 255]));
    far.client.send('grüße');
    far.client.send('in ', { fin: false });
    far.client.send('pieces', { fin: true });
    await until(() => heard.chunks.length === 3);
    expect(heard.chunks).toEqual([Buffer.from([0, 255]), Buffer.from('grüße'), Buffer.from('in pieces')]);
    wire.destroy();
  });

  it('answers a ping, and tells of it as a sign of life without bytes', async () => {
    const { wire, heard, far } = await open();
    let pongs = 0;
    far.client.on('pong', () => (pongs += 1));
    far.client.ping('are you there');
    await until(() => pongs === 1);
    expect(heard.chunks).toEqual([Buffer.alloc(0)]);
    far.client.pong('unasked');
    await until(() => heard.chunks.length === 2);
    expect(heard.size).toBe(0);
    wire.destroy();
  });

  it.each([1000, 1001, undefined])('that the peer closes with %s has ended', async (code) => {
    const { heard, far } = await open();
    far.client.close(code);
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'ended']);
    await until(() => far.gone);
  });

  it.each([
    [1008, 'not you'],
    [1011, ''],
    [4321, 'an evil \u001B[2J word'],
  ])('that the peer closes with %i is lost by it', async (code, reason) => {
    const { heard, far } = await open();
    far.client.close(code, reason);
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'lost ws-closed']);
    expect(heard.fault?.side).toBe('peer');
    expect(heard.fault?.detail).toContain(String(code));
    expect(heard.fault?.detail).not.toContain('\u001B');
  });

  it('that ends without a Close is lost, as its server died', async () => {
    const { heard, far } = await open();
    far.drop();
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'lost reset']);
    expect(heard.fault?.detail).toContain('without a Close');
  });

  it('ends with a Close of code 1000 once all is sent, and has ended when the peer says so too', async () => {
    const { wire, heard, far } = await open();
    wire.send(Buffer.alloc(3 * MIB, 'x'));
    wire.end();
    await until(() => far.ended && heard.events.length > 1);
    expect(far.size).toBe(3 * MIB);
    expect(far.code).toBe(1000);
    expect(heard.events).toEqual(['opened', 'ended']);
  });

  it('hears what the peer still says between our Close and its own', async () => {
    const { wire, heard, far } = await open();
    far.write(Buffer.from('last words'));
    wire.end();
    await until(() => heard.has('ended'));
    expect(heard.bytesHeard.toString()).toBe('last words');
  });

  it('is lost by a message longer than may be, and tells the peer so', async () => {
    const { heard, far } = await open();
    far.write(Buffer.alloc(4 * MIB));
    await until(() => heard.size === 4 * MIB);
    far.write(Buffer.alloc(4 * MIB + 1));
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'lost ws-protocol']);
    expect(heard.fault?.detail).toContain('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH');
    expect(heard.size).toBe(4 * MIB);
  });

  it('is lost by text that is none', async () => {
    const { heard, far } = await open();
    far.client.send(Buffer.from([0xff, 0xfe]), { binary: false });
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'lost ws-protocol']);
  });

  it('goes on to the next address of its name when one refuses', async () => {
    const server = await serve();
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const resolver = new Resolver((_name, done) => process.nextTick(() => done(null, addresses)));
    const target = targetOf(`ws://peer.test:${String(server.port)}/`, options);
    const { wire, heard } = dialled(webSocketTransport(resolver), target);
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['opened']);
    wire.destroy();
  });

  it('keeps the process alive only while its owner wants it to', async () => {
    const { wire } = await open();
    const before = sockets();
    wire.ref(false);
    expect(sockets()).toBe(before - 1);
    wire.ref(true);
    expect(sockets()).toBe(before);
    wire.destroy();
  });

  it('says what keepalive does', async () => {
    const server = await serve();
    const keepalive = { idle: 30_000, interval: 1000, count: 10 };
    const target = targetOf(`ws://127.0.0.1:${String(server.port)}/`, { ...options, keepalive });
    const { wire, heard } = dialled(webSocketTransport(), target);
    await until(() => heard.has('opened'));
    expect(heard.facts?.keepalive?.asked).toEqual(keepalive);
    wire.destroy();
  });
});

const outcome = async (transport: Transport, target: Target): Promise<Heard> => {
  const { wire, heard } = dialled(transport, target);
  await until(() => heard.events.length > 0);
  wire.destroy();
  return heard;
};

describe('the opening of a WebSocket', () => {
  it.each([
    ['401 Unauthorized', ''],
    ['503 Service Unavailable', ''],
    ['302 Found', 'Location: ws://127.0.0.1:1/\r\n'],
    ['200 OK', ''],
  ])('that is answered with %s is lost by it, and may be tried again', async (status, header) => {
    const web = createHttpServer();
    web.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
      socket.on('error', () => {});
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n${header}\r\n`);
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => new Promise((resolve) => web.close(resolve)));
    const heard = await outcome(webSocketTransport(), plain((web.address() as AddressInfo).port));
    expect(heard.events).toEqual(['lost ws-refused']);
    expect(heard.fault?.detail).toContain(status);
    expect(heard.fault?.detail).toContain('dial of ws://127.0.0.1:');
    expect(heard.fault === null ? true : isRejection(heard.fault.code)).toBe(false);
  });

  it.each(['220 ready\r\n', '-ERR unknown command\r\n', '\u0000\u0001\u0002\u0003'])(
    'that a server of another protocol answers (%j) is lost as ws-not-ws',
    async (greeting) => {
      const server = await plainServer();
      closing.push(() => server.close());
      const { heard } = dialled(webSocketTransport(), plain(server.port));
      await until(() => (server.accepted[0]?.size ?? 0) > 0);
      server.accepted[0]?.write(Buffer.from(greeting));
      await until(() => heard.events.length > 0);
      expect(heard.events).toEqual(['lost ws-not-ws']);
    },
  );

  it('whose answer proves nothing is lost as ws-not-ws', async () => {
    const web = createHttpServer();
    web.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
      socket.on('error', () => {});
      const proof = 'Sec-WebSocket-Accept: d3Jvbmc=\r\n';
      socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${proof}\r\n`);
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => new Promise((resolve) => web.close(resolve)));
    const heard = await outcome(webSocketTransport(), plain((web.address() as AddressInfo).port));
    expect(heard.events).toEqual(['lost ws-not-ws']);
    expect(heard.fault?.detail).toContain('Sec-WebSocket-Accept');
  });

  it('that the peer hangs up on is lost', async () => {
    const server = await plainServer();
    closing.push(() => server.close());
    const { heard } = dialled(webSocketTransport(), plain(server.port));
    await until(() => (server.accepted[0]?.size ?? 0) > 0);
    server.accepted[0]?.end();
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost reset']);
  });

  it('that nobody answers leaves no socket when it is given up', async () => {
    const server = await plainServer();
    closing.push(() => server.close());
    const { wire, heard } = dialled(webSocketTransport(), plain(server.port));
    await until(() => (server.accepted[0]?.size ?? 0) > 0);
    wire.destroy();
    await until(() => server.accepted[0]?.ended === true || server.accepted[0]?.gone === true);
    expect(heard.events).toEqual([]);
  });
});

describe('a WebSocket over TLS', () => {
  it('tells what was agreed', async () => {
    const server = await serve({ cert, key });
    const { facts } = await outcome(secureWebSocketTransport(), secure(server.port, { ca }));
    expect(facts?.tls).toMatchObject({ protocol: 'TLSv1.3', resumed: false });
  });

  it('verifies the peer as tls does', async () => {
    const authority = await certificate('an authority for tests', { isAuthority: true, names: ['authority.test'] });
    const trusting = { ca: authority.cert };
    for (const [code, wanted] of [
      ['tls-expired', { authority, to: yearsFromNow(-1) }],
      ['tls-wrong-host', { authority, names: ['another.test'] }],
      ['tls-self-signed', {}],
    ] as const) {
      const server = await serve(await certificate('peer', wanted));
      const heard = await outcome(secureWebSocketTransport(), secure(server.port, trusting));
      expect(heard.events).toEqual([`lost ${code}`]);
      expect(heard.fault === null ? false : isRejection(heard.fault.code)).toBe(true);
      expect(server.accepted).toEqual([]);
    }
  });

  it('is lost as tls-not-tls where the peer speaks plain text', async () => {
    const server = await serve();
    expect((await outcome(secureWebSocketTransport(), secure(server.port, { ca }))).events).toEqual([
      'lost tls-not-tls',
    ]);
  });

  it('is lost as ws-not-ws where TLS is spoken and HTTP is not', async () => {
    const server = await tlsServer({ cert, key });
    closing.push(() => server.close());
    const { heard } = dialled(secureWebSocketTransport(), secure(server.port));
    await until(() => (server.accepted[0]?.size ?? 0) > 0);
    server.accepted[0]?.write(Buffer.from('+OK\r\n'));
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost ws-not-ws']);
  });
});
