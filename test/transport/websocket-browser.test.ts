import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { targetOf } from '../../src/contract/target.ts';
import type { StandardSocket } from '../../src/transport/websocket-browser.ts';
import { standardWebSocketTransport } from '../../src/transport/websocket-browser.ts';
import { transportContract } from '../contracts/transport.ts';
import { dialled, socketOptions, until } from './heard.ts';
import { freePort } from './socket-harness.ts';
import { webSocketServer } from './websocket-harness.ts';

const target = (port: number) => targetOf(`ws://127.0.0.1:${String(port)}/line`, socketOptions);

// The package `ws` has the standard's interface too, and real sockets below it.
transportContract(
  'the standard WebSocket',
  async () => {
    const server = await webSocketServer();
    return {
      transport: standardWebSocketTransport((url) => new WebSocket(url, { perMessageDeflate: false })),
      place: { ...server, target: target(server.port) },
      nobody: target(await freePort()),
      refusal: 'socket-error',
      local: /^$/,
      remote: new RegExp(`^ws://127\\.0\\.0\\.1:${String(server.port)}/line$`),
    };
  },
  { halfCloses: false, tellsWhy: false },
);

/** A WebSocket that does what the test says. */
class Puppet implements StandardSocket {
  binaryType = 'blob';
  bufferedAmount = 0;
  readonly #listeners = new Map<string, (event: never) => void>();
  readonly sent: string[] = [];
  readonly closes: (number | undefined)[] = [];

  send(data: Uint8Array): void {
    this.sent.push(Buffer.from(data).toString());
    this.bufferedAmount += data.length;
  }

  close(code?: number): void {
    this.closes.push(code);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }

  say(type: 'open' | 'message' | 'close' | 'error', told: object = {}): void {
    (this.#listeners.get(type) as ((event: object) => void) | undefined)?.(told);
  }
}

const open = () => {
  const puppet = new Puppet();
  const line = dialled(
    standardWebSocketTransport(() => puppet),
    target(1),
  );
  puppet.say('open');
  return { ...line, puppet };
};

describe('a WebSocket of a browser', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('takes binary messages as they are and text as UTF-8', () => {
    const { heard, puppet } = open();
    expect(puppet.binaryType).toBe('arraybuffer');
    puppet.say('message', { data: Uint8Array.of(0, 255).buffer });
    puppet.say('message', { data: 'grüße' });
    expect(heard.chunks).toEqual([Buffer.from([0, 255]), Buffer.from('grüße')]);
  });

  it('looks again and again whether there is room, for no event tells', () => {
    vi.useFakeTimers();
    const { wire, heard, puppet } = open();
    expect(wire.send(Buffer.alloc(65_536))).toBe(true);
    expect(wire.send(Buffer.from('!'))).toBe(false);
    expect(wire.send(Buffer.from('!'))).toBe(false);
    vi.advanceTimersByTime(100);
    expect(heard.drains).toBe(0);
    puppet.bufferedAmount = 0;
    vi.advanceTimersByTime(100);
    expect(heard.drains).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks no more once it is destroyed', () => {
    vi.useFakeTimers();
    const { wire, heard } = open();
    wire.send(Buffer.alloc(70_000));
    wire.destroy();
    expect(vi.getTimerCount()).toBe(0);
    expect(heard.drains).toBe(0);
  });

  it('holds what comes while paused up to 16 MiB, and is lost beyond', () => {
    const { wire, heard, puppet } = open();
    wire.pause();
    const mib = new ArrayBuffer(1024 * 1024);
    for (let n = 0; n < 16; n += 1) puppet.say('message', { data: mib });
    expect(heard.events).toEqual(['opened']);
    puppet.say('message', { data: 'x' });
    expect(heard.events).toEqual(['opened', 'lost local-buffers']);
    expect(heard.size).toBe(0);
    expect(puppet.closes).toEqual([undefined]);
    puppet.say('message', { data: 'y' });
    wire.resume();
    expect(heard.size).toBe(0);
  });

  it('gives what it held in order, before what comes later', async () => {
    const { wire, heard, puppet } = open();
    wire.pause();
    puppet.say('message', { data: 'a' });
    puppet.say('message', { data: 'b' });
    wire.resume();
    puppet.say('message', { data: 'c' });
    expect(heard.chunks).toEqual([]);
    await until(() => heard.chunks.length === 3);
    expect(heard.bytesHeard.toString()).toBe('abc');
  });

  it('does not know why a dial failed, and says so', () => {
    const puppet = new Puppet();
    const { heard } = dialled(
      standardWebSocketTransport(() => puppet),
      target(1),
    );
    puppet.say('error');
    puppet.say('close', { code: 1006, reason: '' });
    expect(heard.events).toEqual(['lost socket-error']);
    expect(heard.fault?.detail).toContain('browsers do not tell why');
  });

  it('has ended by a Close in order, and is lost by any other', () => {
    for (const [code, events] of [
      [1001, 'ended'],
      [1011, 'lost ws-closed'],
      [1006, 'lost reset'],
    ] as const) {
      const { heard, puppet } = open();
      puppet.say('close', { code, reason: '' });
      expect(heard.events).toEqual(['opened', events]);
    }
  });

  it('that cannot be begun is lost, once the dial has returned', async () => {
    const transport = standardWebSocketTransport(() => {
      throw new DOMException('the page is secure, this address is not', 'SecurityError');
    });
    const { wire, heard } = dialled(transport, target(1));
    expect(heard.events).toEqual([]);
    const slab = wire.reserve(10);
    expect(slab.bytes).toHaveLength(10);
    expect(wire.commit(10)).toBe(true);
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost bad-target']);
    expect(heard.fault?.detail).toContain('SecurityError');

    const given = dialled(transport, target(1));
    given.wire.destroy();
    await Promise.resolve();
    expect(given.heard.events).toEqual([]);
  });

  it('reads nothing, and writes nothing, before it is open', () => {
    const puppet = new Puppet();
    const { wire } = dialled(
      standardWebSocketTransport(() => puppet),
      target(1),
    );
    expect(wire.send(Buffer.from('early'))).toBe(true);
    wire.end();
    expect(puppet.sent).toEqual([]);
    expect(puppet.closes).toEqual([]);
  });
});
