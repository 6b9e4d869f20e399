import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import type { SocketOptions } from '../../src/contract/transport.ts';
import type { Addresses } from '../../src/transport/resolver.ts';
import { Resolver } from '../../src/transport/resolver.ts';
import { udpTransport } from '../../src/transport/udp.ts';
import { dialled, socketOptions, until } from './heard.ts';

/** A socket that hears, and answers when it is told to. */
class Peer {
  readonly socket: Socket;
  readonly heard: Buffer[] = [];
  from: RemoteInfo | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (datagram, from) => {
      this.heard.push(datagram);
      this.from = from;
    });
  }

  static async open(port = 0, address = '127.0.0.1'): Promise<Peer> {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    socket.bind(port, address);
    await once(socket, 'listening');
    return new Peer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  answer(datagram: Uint8Array): void {
    this.socket.send(datagram, this.from?.port, this.from?.address);
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

const url = (port: number, host = '127.0.0.1'): string => `udp://${host}:${String(port)}`;
const named = (addresses: Addresses): Resolver =>
  new Resolver((_name, done) => process.nextTick(() => done(null, addresses)));
const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;

describe('a wire of datagrams', () => {
  let peer: Peer;
  let closed = false;

  beforeEach(async () => {
    peer = await Peer.open();
    closed = false;
  });

  afterEach(async () => {
    if (!closed) await peer.close();
  });

  const dial = (port = peer.port, options: Partial<SocketOptions> = {}) =>
    dialled(udpTransport(), targetOf(url(port), { ...socketOptions, ...options }));

  const open = async () => {
    const line = dial();
    await until(() => line.heard.events.length > 0);
    expect(line.heard.events).toEqual(['opened']);
    return line;
  };

  /** Open, and known to the peer. */
  const met = async () => {
    const line = await open();
    line.wire.send(Buffer.from('hello'));
    await until(() => peer.heard.length === 1);
    peer.heard.length = 0;
    return line;
  };

  it('is open at once, says which ends it joins, and that keepalive has no meaning', async () => {
    const line = dial(peer.port, { keepalive: { idle: 30_000, interval: 1000, count: 10 } });
    await until(() => line.heard.events.length > 0);
    expect(line.heard.facts?.local).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(line.heard.facts?.remote).toBe(`127.0.0.1:${String(peer.port)}`);
    expect(line.heard.facts?.keepalive).toBeNull();
    expect(line.heard.facts?.unasked).toBe(true);
    line.wire.destroy();
  });

  it('makes each commit a datagram, also within one tick, with its bytes undisturbed', async () => {
    const { wire } = await open();
    const sent = Array.from({ length: 300 }, (_, n) => Buffer.alloc(1 + ((n * 37) % 1400), n));
    for (const [n, frame] of sent.entries()) {
      wire.send(frame);
      if (n % 30 === 29) await until(() => peer.heard.length === n + 1);
    }
    expect(peer.heard).toEqual(sent);
    wire.destroy();
  });

  it('takes only what is committed, whatever was reserved', async () => {
    const { wire } = await open();
    wire.reserve(5000);
    const slab = wire.reserve(1000);
    slab.bytes.set(Buffer.from('abcdef'), slab.at);
    wire.commit(3);
    await until(() => peer.heard.length === 1);
    expect(peer.heard[0]?.toString()).toBe('abc');
    wire.destroy();
  });

  it('carries the largest datagram there and back, in one piece', async () => {
    const { wire, heard } = await open();
    const largest = Buffer.alloc(65_507, 'L');
    wire.send(largest);
    await until(() => peer.heard.length === 1);
    peer.answer(largest);
    await until(() => heard.chunks.length === 1);
    expect(peer.heard[0]).toEqual(largest);
    expect(heard.chunks[0]).toEqual(largest);
    wire.destroy();
  });

  it('makes each datagram a chunk, and an empty one a sign of life', async () => {
    const { wire, heard } = await met();
    for (const text of ['one', '', 'three']) peer.answer(Buffer.from(text));
    await until(() => heard.chunks.length === 3);
    expect(heard.chunks.map(String)).toEqual(['one', '', 'three']);
    wire.destroy();
  });

  it('hears its peer and nobody else', async () => {
    const { wire, heard } = await met();
    const stranger = await Peer.open();
    // The kernel answers what nobody takes.
    let refused = false;
    stranger.socket.on('error', () => (refused = true));
    stranger.socket.connect(peer.from?.port ?? 0, '127.0.0.1');
    await once(stranger.socket, 'connect');
    stranger.socket.send(Buffer.from('trust me'));
    await until(() => refused);
    peer.answer(Buffer.from('me'));
    await until(() => heard.chunks.length > 0);
    expect(heard.bytesHeard.toString()).toBe('me');
    await stranger.close();
    wire.destroy();
  });

  it('is lost as refused where nobody listens, once it has said something', async () => {
    const { port } = peer;
    await peer.close();
    closed = true;
    const { wire, heard } = dial(port);
    await until(() => heard.has('opened'));
    wire.send(Buffer.from('anyone?'));
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'lost refused']);
    expect(heard.fault?.side).toBe('peer');
    expect(heard.fault?.detail).toContain(url(port));
    expect(heard.fault?.detail).toContain('ECONNREFUSED');
    const left = sockets();
    expect(wire.send(Buffer.from('more'))).toBe(true);
    expect(left).toBe(0);
  });

  it('finds its peer again once that has come back', async () => {
    const { port } = peer;
    const { wire, heard } = await met();
    await peer.close();
    wire.send(Buffer.from('anyone?'));
    await until(() => heard.fault !== null);
    peer = await Peer.open(port);
    const again = await met();
    peer.answer(Buffer.from('back'));
    await until(() => again.heard.size > 0);
    expect(again.heard.bytesHeard.toString()).toBe('back');
    again.wire.destroy();
  });

  it('has ended once it was told to and all is sent; the peer hears nothing of it', async () => {
    const { wire, heard } = await open();
    wire.send(Buffer.from('last'));
    wire.end();
    expect(wire.send(Buffer.from('too late'))).toBe(true);
    await until(() => heard.events.length > 1);
    expect(heard.events).toEqual(['opened', 'ended']);
    await until(() => peer.heard.length > 0);
    expect(peer.heard.map(String)).toEqual(['last']);
    wire.destroy();
    wire.end();
    expect(sockets()).toBe(1);
  });

  it('has ended when it was told to with nothing to send', async () => {
    const { wire, heard } = await open();
    wire.end();
    await until(() => heard.has('ended'));
    expect(heard.events).toEqual(['opened', 'ended']);
  });

  it('says nothing more once it is destroyed', async () => {
    const { wire, heard } = await met();
    heard.onBytes = () => wire.destroy();
    peer.answer(Buffer.from('one'));
    peer.answer(Buffer.from('two'));
    await until(() => heard.chunks.length > 0);
    for (let n = 0; n < 10; n += 1) await turn();
    expect(heard.chunks.map(String)).toEqual(['one']);
    wire.pause();
    wire.resume();
    wire.ref(true);
    wire.end();
    wire.destroy();
    expect(wire.send(Buffer.from('x'))).toBe(true);
    expect(heard.events).toEqual(['opened']);
  });

  it.each([0, 1, 2])('leaves no socket when destroyed %i turns into a dial', async (turns) => {
    const { wire, heard } = dial();
    for (let n = 0; n < turns; n += 1) await turn();
    const seen = [...heard.events];
    wire.destroy();
    for (let n = 0; n < 5; n += 1) await turn();
    expect(heard.events).toEqual(seen);
    expect(sockets()).toBe(1);
  });

  it('gives nothing while paused, and what it holds when resumed, in order', async () => {
    const { wire, heard } = await met();
    wire.pause();
    for (let n = 0; n < 20; n += 1) peer.answer(Buffer.from([n]));
    const witness = await open();
    witness.wire.send(Buffer.from('!'));
    await until(() => peer.heard.length === 1);
    for (let n = 0; n < 20; n += 1) await turn();
    expect(heard.chunks).toEqual([]);
    wire.resume();
    await until(() => heard.chunks.length === 20);
    expect([...heard.bytesHeard]).toEqual(Array.from({ length: 20 }, (_, n) => n));
    wire.destroy();
    witness.wire.destroy();
  });

  it('holds no more while paused than the kernel would, and loses the rest', async () => {
    const { wire, heard } = await met();
    wire.pause();
    const taken = once(peer.socket, 'message');
    for (let n = 0; n < 10; n += 1) {
      peer.answer(Buffer.alloc(60_000, n));
      for (let turns = 0; turns < 5; turns += 1) await turn();
    }
    const witness = await open();
    witness.wire.send(Buffer.from('!'));
    await taken;
    wire.resume();
    await until(() => heard.chunks.length === 3);
    for (let n = 0; n < 10; n += 1) await turn();
    expect(heard.chunks.map((chunk) => chunk[0])).toEqual([0, 1, 2]);
    peer.from = { address: '127.0.0.1', family: 'IPv4', port: Number(heard.facts?.local.split(':')[1]), size: 0 };
    peer.answer(Buffer.from('on'));
    await until(() => heard.chunks.length === 4);
    wire.destroy();
    witness.wire.destroy();
  });

  it('may be paused before it is open, and again while it gives what it holds', async () => {
    const { wire, heard } = dial();
    wire.pause();
    await until(() => heard.has('opened'));
    wire.send(Buffer.from('hello'));
    await until(() => peer.heard.length === 1);
    for (const text of ['a', 'b', 'c']) peer.answer(Buffer.from(text));
    for (let n = 0; n < 20; n += 1) await turn();
    heard.onBytes = () => wire.pause();
    wire.resume();
    await until(() => heard.chunks.length === 1);
    for (let n = 0; n < 5; n += 1) await turn();
    expect(heard.chunks.map(String)).toEqual(['a']);
    heard.onBytes = () => {};
    wire.resume();
    await until(() => heard.chunks.length === 3);
    wire.destroy();
  });

  it('keeps the process alive only while its owner wants it to', async () => {
    const { wire } = await open();
    expect(sockets()).toBe(2);
    wire.ref(false);
    expect(sockets()).toBe(1);
    wire.ref(true);
    expect(sockets()).toBe(2);
    wire.destroy();
    const other = dial();
    other.wire.ref(false);
    await until(() => other.heard.has('opened'));
    expect(sockets()).toBe(1);
    other.wire.destroy();
  });

  it('leaves from the address and port that it is told to', async () => {
    const free = await Peer.open();
    const localPort = free.port;
    await free.close();
    const { wire, heard } = dial(peer.port, { localAddress: '127.0.0.1', localPort });
    await until(() => heard.events.length > 0);
    expect(heard.facts?.local).toBe(`127.0.0.1:${String(localPort)}`);
    wire.destroy();
  });

  it('tells a fault of this host as such', async () => {
    for (const options of [{ localAddress: '192.0.2.1' }, { localAddress: '127.0.0.1', localPort: peer.port }]) {
      const { heard } = dial(peer.port, options);
      await until(() => heard.events.length > 0);
      expect(heard.events).toEqual(['lost local-ports']);
      expect(heard.fault?.side).toBe('local');
    }
  });

  it('takes the next address of its name with each dial: only silence tells that one is dead', async () => {
    const six = await Peer.open(peer.port, '::1');
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const transport = udpTransport(named(addresses));
    const target = targetOf(url(peer.port, 'peer.test'), socketOptions);
    for (const remote of [`[::1]:${String(peer.port)}`, `127.0.0.1:${String(peer.port)}`]) {
      const { wire, heard } = dialled(transport, target);
      await until(() => heard.has('opened'));
      expect(heard.facts?.remote).toBe(remote);
      wire.destroy();
    }
    await six.close();
  });

  it('is lost when its name is unknown', async () => {
    const { heard } = dialled(udpTransport(named([])), targetOf(url(1, 'peer.test'), socketOptions));
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost name-unknown']);
  });
});
