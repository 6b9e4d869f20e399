import { describe, expect, it } from 'vitest';
import { createWheel } from '../../src/actor/wheel.ts';
import type { Clock } from '../../src/contract/clock.ts';
import { targetOf } from '../../src/contract/target.ts';
import type { WireSink } from '../../src/contract/transport.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import type { MemoryWire } from '../../src/transport/memory-wire.ts';
import type { FarEnd } from '../contracts/transport.ts';
import { transportContract } from '../contracts/transport.ts';
import { dialled, Heard, socketOptions } from './heard.ts';

/** What the contract needs of a clock: that callbacks take turns with the rest of the process. */
const processClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  wakeAt() {},
  afterPoll: (run) => void setImmediate(run),
  soon: (run) => process.nextTick(run),
};

class FarMemory implements FarEnd {
  readonly heard = new Heard();
  readonly #wire: MemoryWire;

  constructor(wire: MemoryWire) {
    this.#wire = wire;
  }

  get size(): number {
    return this.heard.size;
  }

  get ended(): boolean {
    return this.heard.has('ended');
  }

  get gone(): boolean {
    return this.#wire.gone;
  }

  received(): Buffer {
    return this.heard.bytesHeard;
  }

  write(bytes: Uint8Array): void {
    this.#wire.write(bytes);
  }

  pause(): void {
    this.#wire.pause();
  }

  resume(): void {
    this.#wire.resume();
  }

  end(): void {
    this.#wire.end();
  }

  reset(): void {
    this.#wire.reset();
  }
}

const target = targetOf('memory://peer', socketOptions);

transportContract('memory', () => {
  const network = memoryNetwork(processClock);
  const accepted: FarMemory[] = [];
  const listener = network.listen('peer', (wire) => {
    const far = new FarMemory(wire);
    accepted.push(far);
    return far.heard;
  });
  return {
    transport: network.transport,
    place: { accepted, target, close: () => listener.close() },
    nobody: targetOf('memory://nobody', socketOptions),
    refusal: 'refused',
    local: /^memory:\d+$/,
    remote: /^memory:\/\/peer$/,
  };
});

const setUp = (latency = 0) => {
  const clock = new VirtualClock();
  const network = memoryNetwork(clock, { latency, wheel: createWheel(clock, { resolution: 0 }), highWater: 1000 });
  const far = new Heard();
  const listener = network.listen('peer', () => far);
  return { clock, network, far, listener };
};

const aNoisyHour = (): readonly unknown[] => {
  const { clock, network, far, listener } = setUp(3);
  const { wire, heard } = dialled(network.transport, target);
  clock.advance(10);
  for (let n = 0; n < 50; n += 1) {
    wire.send(Buffer.from(`there ${String(n)}`));
    listener.wires[0]?.write(Buffer.from(`back ${String(n)}`));
    clock.advance(n % 5);
  }
  listener.wires[0]?.reset();
  clock.advance(10);
  return [heard.events, heard.chunks.map(String), far.events, far.chunks.map(String)];
};

describe('a memory network on a virtual clock', () => {
  it('does nothing at all before the clock runs', () => {
    const { clock, network } = setUp();
    const { heard } = dialled(network.transport, target);
    expect(heard.events).toEqual([]);
    clock.runSoon();
    expect(heard.events).toEqual(['opened']);
  });

  it('gives each write of the far end in a chunk of its own, and joins what one callback commits', () => {
    const { clock, network, far, listener } = setUp();
    const { wire, heard } = dialled(network.transport, target);
    clock.runSoon();
    for (const text of ['one', 'two', 'three']) {
      listener.wires[0]?.write(Buffer.from(text));
      wire.send(Buffer.from(text));
    }
    clock.runSoon();
    expect(heard.chunks.map(String)).toEqual(['one', 'two', 'three']);
    expect(far.chunks.map(String)).toEqual(['onetwothree']);
  });

  it('takes its latency in both directions, for the dial as for the bytes', () => {
    const { clock, network, far, listener } = setUp(40);
    const { wire, heard } = dialled(network.transport, target);
    clock.advance(39);
    expect(listener.wires).toHaveLength(0);
    clock.advance(1);
    expect(listener.wires).toHaveLength(1);
    expect(heard.events).toEqual([]);
    clock.advance(40);
    expect(heard.events).toEqual(['opened']);
    wire.send(Buffer.from('ping'));
    clock.advance(39);
    expect(far.size).toBe(0);
    clock.advance(1);
    expect(far.size).toBe(4);
  });

  it('leaves a dial without an answer, and refuses one with any fault it is told', () => {
    const { clock, network, listener } = setUp();
    listener.answer = 'hang';
    const hanging = dialled(network.transport, target);
    clock.runSoon();
    listener.answer = 'unreachable';
    const unreachable = dialled(network.transport, target);
    clock.runSoon();
    expect(hanging.heard.events).toEqual([]);
    expect(unreachable.heard.events).toEqual(['lost unreachable']);
    expect(network.dialled).toBe(1);
    hanging.wire.destroy();
    expect(network.dialled).toBe(0);
  });

  it('moves nothing through a black hole, fills its buffers, and delivers all once it is lifted', () => {
    const { clock, network, far, listener } = setUp();
    const { wire, heard } = dialled(network.transport, target);
    clock.runSoon();
    listener.wires[0]?.blackhole(true);
    listener.wires[0]?.write(Buffer.from('down'));
    listener.wires[0]?.end();
    expect(wire.send(Buffer.alloc(1000, 'u'))).toBe(true);
    expect(wire.send(Buffer.from('!'))).toBe(false);
    clock.advance(3_600_000);
    expect(far.size).toBe(0);
    expect(heard.events).toEqual(['opened']);
    listener.wires[0]?.blackhole(false);
    clock.runSoon();
    expect(far.size).toBe(1001);
    expect(heard.drains).toBe(1);
    expect(heard.bytesHeard.toString()).toBe('down');
    expect(heard.events).toEqual(['opened', 'ended']);
  });

  it('tells a writer of the reset even while reading is paused, as a kernel does', () => {
    const { clock, network, listener } = setUp();
    const { wire, heard } = dialled(network.transport, target);
    clock.runSoon();
    wire.pause();
    listener.wires[0]?.reset();
    clock.runSoon();
    expect(heard.events).toEqual(['opened']);
    wire.send(Buffer.from('?'));
    clock.runSoon();
    expect(heard.events).toEqual(['opened', 'lost reset']);
  });

  it('resets the other end when it is destroyed over unread bytes, and ends it otherwise', () => {
    const { clock, network, far, listener } = setUp();
    const reader = dialled(network.transport, target);
    clock.runSoon();
    reader.wire.destroy();
    clock.runSoon();
    expect(far.events).toEqual(['opened', 'ended']);

    const other = setUp();
    const { wire } = dialled(other.network.transport, target);
    other.clock.runSoon();
    wire.pause();
    other.listener.wires[0]?.write(Buffer.from('unread'));
    other.clock.runSoon();
    wire.destroy();
    other.clock.runSoon();
    expect(other.far.events).toEqual(['opened', 'lost reset']);
    expect(listener.wires).toHaveLength(1);
    expect(other.listener.wires).toHaveLength(0);
  });

  it('overwrites a view after its callback, so that whoever keeps one reads nonsense', () => {
    const { clock, network, listener } = setUp();
    const kept: Uint8Array[] = [];
    const sink: WireSink = { opened() {}, bytes: (view) => kept.push(view), drained() {}, ended() {}, lost() {} };
    network.transport.dial(target, sink);
    clock.runSoon();
    listener.wires[0]?.write(Buffer.from('secret'));
    clock.runSoon();
    expect(Buffer.from(kept[0] ?? []).toString('latin1')).toBe('\xa5'.repeat(6));
  });

  it('refuses a name that is taken, and a latency without a wheel', () => {
    const { clock, network } = setUp();
    expect(() => network.listen('peer', () => new Heard())).toThrow('has a listener already');
    expect(() => memoryNetwork(clock, { latency: 1 })).toThrow('needs a wheel');
  });

  it('runs the same way each time', () => {
    expect(aNoisyHour()).toEqual(aNoisyHour());
  });
});
