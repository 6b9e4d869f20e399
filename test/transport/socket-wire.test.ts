import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { targetOf } from '../../src/contract/target.ts';
import { HIGH_WATER } from '../../src/transport/socket-wire.ts';
import { tcpTransport } from '../../src/transport/tcp.ts';
import { dialled, socketOptions, until } from './heard.ts';
import type { FarServer, FarSocket } from './socket-harness.ts';
import { plainServer } from './socket-harness.ts';

describe('the writes of a wire over a socket', () => {
  let server: FarServer;

  beforeEach(async () => {
    server = await plainServer();
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await server.close();
  });

  const open = async () => {
    const line = dialled(tcpTransport(), targetOf(`tcp://127.0.0.1:${String(server.port)}`, socketOptions));
    await until(() => line.heard.has('opened') && server.accepted.length === 1);
    const [far] = server.accepted as readonly [FarSocket];
    // Both sides of the line live in this process: only what the wire writes is counted.
    const writes = vi.spyOn(Socket.prototype, 'write');
    return { ...line, far, writes };
  };
  const frame = Buffer.alloc(64, 'f');

  it('of one tick leave as one', async () => {
    const { wire, far, writes } = await open();
    for (let n = 0; n < 500; n += 1) wire.send(frame);
    expect(writes).not.toHaveBeenCalled();
    await Promise.resolve();
    wire.send(frame);
    await until(() => far.size === 501 * 64);
    expect(writes).toHaveBeenCalledTimes(1);
    wire.destroy();
  });

  it('of one data callback leave as one, before anything else runs', async () => {
    const { wire, heard, far, writes } = await open();
    const counts: number[] = [];
    heard.onBytes = () => {
      for (let n = 0; n < 100; n += 1) wire.send(frame);
      process.nextTick(() => counts.push(writes.mock.calls.length));
    };
    far.write(Buffer.from('go'));
    await until(() => far.size === 6400);
    // The far end's own write is the other one.
    expect(writes).toHaveBeenCalledTimes(2);
    expect(counts).toEqual([2]);
    wire.destroy();
  });

  it('reuse one piece of memory while the kernel takes all of it', async () => {
    const { wire, far } = await open();
    const slabs = new Set<unknown>();
    for (let n = 1; n <= 50; n += 1) {
      slabs.add(wire.reserve(64).bytes);
      wire.send(frame);
      await until(() => far.size === 64 * n);
    }
    expect(slabs.size).toBe(1);
    wire.destroy();
  });

  it('gather while the kernel takes nothing, instead of a write for each tick', async () => {
    const { wire, far, writes } = await open();
    far.pause();
    for (let flowing = true, n = 0; flowing || n < 300; n += 1) {
      flowing = wire.send(Buffer.alloc(32_768));
      if (n % 2 === 0) await turn();
    }
    const before = writes.mock.calls.length;
    for (let n = 0; n < 100; n += 1) {
      wire.send(frame);
      await turn();
    }
    expect(writes.mock.calls.length - before).toBeLessThan(3);
    wire.destroy();
  });

  it('hold back the writer once more than the high-water mark is not taken, and not before', async () => {
    const { wire, heard, far } = await open();
    expect(wire.send(Buffer.alloc(HIGH_WATER))).toBe(true);
    await until(() => far.size === HIGH_WATER);
    expect(heard.drains).toBe(0);
    expect(wire.send(Buffer.alloc(HIGH_WATER + 1))).toBe(false);
    await until(() => heard.drains === 1);
    expect(wire.send(frame)).toBe(true);
    await until(() => far.size === 2 * HIGH_WATER + 1 + 64);
    expect(heard.drains).toBe(1);
    wire.destroy();
  });

  it('of a frame larger than a slab get memory of their own, once', async () => {
    const { wire, far } = await open();
    wire.send(frame);
    const slab = wire.reserve(1_000_000);
    expect(slab.bytes.length).toBe(1_000_000);
    slab.bytes.fill(7, slab.at, slab.at + 1_000_000);
    wire.commit(1_000_000);
    expect(wire.reserve(10).bytes.length).toBeLessThan(100_000);
    await until(() => far.size === 1_000_064);
    wire.destroy();
  });

  it('before the line is open go nowhere', async () => {
    const line = dialled(tcpTransport(), targetOf(`tcp://127.0.0.1:${String(server.port)}`, socketOptions));
    expect(line.wire.send(frame)).toBe(true);
    await until(() => line.heard.has('opened') && server.accepted.length === 1);
    line.wire.send(Buffer.from('after'));
    await until(() => (server.accepted[0]?.size ?? 0) > 0);
    expect(server.accepted[0]?.received().toString()).toBe('after');
    line.wire.destroy();
  });
});

/** Sockets that keep this process alive. */
const referenced = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

describe('a socket that its owner does not want to wait for', () => {
  it('does not keep the process alive, from the dial on or from later on', async () => {
    const server = await plainServer();
    const target = targetOf(`tcp://127.0.0.1:${String(server.port)}`, socketOptions);
    const one = dialled(tcpTransport(), target);
    one.wire.ref(false);
    const two = dialled(tcpTransport(), target);
    await until(() => one.heard.has('opened') && two.heard.has('opened') && server.accepted.length === 2);
    const waitedFor = referenced();
    two.wire.ref(false);
    expect(referenced()).toBe(waitedFor - 1);
    one.wire.ref(true);
    expect(referenced()).toBe(waitedFor);
    one.wire.destroy();
    two.wire.destroy();
    await server.close();
  });
});
