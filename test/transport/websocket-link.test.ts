import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supervise } from '../../src/index.ts';
import type { LinkInput, Supervisor } from '../../src/index.ts';
import { loopbackCertificates } from '../../src/testkit/certificates.ts';
import { until } from './heard.ts';
import { plainServer } from './socket-harness.ts';
import { LinkStory } from './story.ts';
import type { FarWebSocket, FarWebSocketServer } from './websocket-harness.ts';
import { webSocketServer } from './websocket-harness.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame);

describe('a link over a WebSocket', () => {
  let supervisor: Supervisor;
  let server: FarWebSocketServer;

  beforeEach(async () => {
    supervisor = supervise();
    server = await webSocketServer();
  });

  afterEach(async () => {
    supervisor.destroy();
    await server.close();
  });

  const link = (more: Partial<LinkInput> = {}, port = server.port) =>
    supervisor.link('line', {
      to: `ws://127.0.0.1:${String(port)}/line`,
      framing: 'read-once',
      reconnect: { first: 10, max: 50 },
      ...more,
    });
  const accepted = async (n = 0): Promise<FarWebSocket> => {
    await until(() => server.accepted.length > n);
    const far = server.accepted[n];
    if (far === undefined) throw new Error('nobody was accepted');
    return far;
  };

  it('is back after its server died', async () => {
    const { port } = server;
    const one = link();
    const story = new LinkStory(one);
    await one.ready();
    await server.close();
    await story.entered('reconnecting');
    await story.event('lost', { reason: 'refused' });
    server = await webSocketServer(null, port);
    await story.entered('connected');
    const reply = one.request(bytes('hello'));
    const far = await accepted();
    await until(() => far.messages.length === 1);
    far.write(Buffer.from('world'));
    expect(text(await reply)).toBe('world');
  });

  it('with read-once takes a message for a frame, in order, and sends each frame as a message', async () => {
    const one = link();
    await one.ready();
    const far = await accepted();
    for (const word of ['a', 'b']) far.write(Buffer.from(word));
    far.client.send('text');
    expect([text(await one.receive()), text(await one.receive()), text(await one.receive())]).toEqual([
      'a',
      'b',
      'text',
    ]);
    await Promise.all([one.post(bytes('one')), one.post(bytes('two'))]);
    await until(() => far.messages.length === 2);
    expect(far.messages.map(({ data }) => data.toString())).toEqual(['one', 'two']);
  });

  it('gives each frame memory of its own', async () => {
    const one = link();
    await one.ready();
    const reply = one.request(bytes('hello'));
    const far = await accepted();
    await until(() => far.messages.length === 1);
    far.write(Buffer.from('world'));
    const frame = await reply;
    expect([Buffer.isBuffer(frame), frame.byteOffset, frame.buffer.byteLength]).toEqual([false, 0, 5]);
  });

  it('with a framing of its own does not mind how messages cut its bytes', async () => {
    const one = link({ framing: 'ascii:4' });
    await one.ready();
    const far = await accepted();
    far.write(Buffer.from('00'));
    far.write(Buffer.from('03one0003two0005th'));
    far.write(Buffer.from('ree'));
    expect([text(await one.receive()), text(await one.receive()), text(await one.receive())]).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('counts a ping of the peer as life', async () => {
    const one = link();
    const story = new LinkStory(one);
    await one.ready();
    const far = await accepted();
    far.client.ping();
    expect((await story.event('received')).event).toMatchObject({ kind: 'piece' });
  });

  it('is malformed by a message over maxFrame, and dialled again', async () => {
    const one = link({ framing: { type: 'read-once', maxFrame: 10 } });
    const story = new LinkStory(one);
    await one.ready();
    (await accepted()).write(Buffer.from('eleven byte'));
    expect((await story.event('malformed')).event).toMatchObject({ reason: 'frame-too-large' });
    await accepted(1);
  });

  it('gives up an opening that nobody answers, and leaves no socket behind', async () => {
    const hole = await plainServer();
    const story = new LinkStory(link({ connectTimeout: '100ms' }, hole.port));
    const { event, from } = await story.entered('reconnecting');
    expect([from, event.type]).toEqual(['connecting.attempting.dialing', 'after:connectTimeout']);
    await until(() => hole.accepted[0]?.gone === true || hole.accepted[0]?.ended === true);
    supervisor.destroy();
    await hole.close();
  });

  it('is told of a server that refuses it, and tries again', async () => {
    let tries = 0;
    const web = createServer();
    web.on('upgrade', (_request, socket) => {
      tries += 1;
      // Who is refused may reset what we still send.
      socket.on('error', () => {});
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    const story = new LinkStory(link({}, (web.address() as AddressInfo).port));
    expect((await story.event('lost')).event).toMatchObject({ reason: 'ws-refused', side: 'peer' });
    await until(() => tries > 1);
    supervisor.destroy();
    await new Promise((resolve) => web.close(resolve));
  });

  it('closes in order', async () => {
    const one = link({ closeTimeout: '1h' });
    await one.ready();
    const far = await accepted();
    await one.close();
    await until(() => far.ended);
    expect(far.code).toBe(1000);
  });

  it('over TLS turns a peer away whose certificate it cannot verify', async () => {
    const { ca, cert, key } = loopbackCertificates;
    const secure = await webSocketServer({ cert, key });
    const to = `wss://127.0.0.1:${String(secure.port)}/`;
    await expect(link({ to }).ready()).rejects.toMatchObject({ code: 'rejected' });
    const trusting = supervisor.link('trusting', { to, framing: 'read-once', tls: { ca } });
    await trusting.ready();
    supervisor.destroy();
    await secure.close();
  });
});
