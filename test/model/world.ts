/** A supervisor on a virtual clock and a memory network, with a peer that a test holds in its hand. */
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { SuperviseInput } from '../../src/contract/options/supervise.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { WireSink } from '../../src/contract/transport.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import type { Link } from '../../src/link/link.ts';
import type { MemoryListener, MemoryNetwork } from '../../src/transport/memory.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import type { MemoryWire } from '../../src/transport/memory-wire.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import type { Engine } from '../../src/actor/engines.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame);

/** Lets promises that are settled already tell those who wait for them. */
export const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

/** With its 2-byte length header. */
export const framed = (frame: string): Uint8Array => {
  const body = bytes(frame);
  const out = new Uint8Array(2 + body.length);
  out[0] = body.length >> 8;
  out[1] = body.length & 255;
  out.set(body, 2);
  return out;
};

/** One socket as the peer sees it: what came, frame by frame, with a 2-byte length header. */
export class PeerSocket implements WireSink {
  readonly wire: MemoryWire;
  readonly frames: string[] = [];
  finished = false;
  fault: string | null = null;
  #held: number[] = [];
  /** Whom was dialled. */
  readonly name: string;
  readonly #on: (socket: PeerSocket, frame: string) => void;

  constructor(wire: MemoryWire, on: (socket: PeerSocket, frame: string) => void, name: string) {
    this.wire = wire;
    this.name = name;
    this.#on = on;
  }

  opened(): void {}
  drained(): void {}

  bytes(view: Uint8Array): void {
    this.#held.push(...view);
    for (;;) {
      const size = ((this.#held[0] ?? 0) << 8) + (this.#held[1] ?? 0);
      if (this.#held.length < 2 || this.#held.length < 2 + size) return;
      const frame = String.fromCharCode(...this.#held.slice(2, 2 + size));
      this.#held = this.#held.slice(2 + size);
      this.frames.push(frame);
      this.#on(this, frame);
    }
  }

  ended(): void {
    this.finished = true;
    this.wire.end();
  }

  lost(fault: { readonly code: string }): void {
    this.fault = fault.code;
  }

  say(frame: string): void {
    this.wire.write(framed(frame));
  }
}

export interface World {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  /** The first peer's. */
  readonly listener: MemoryListener;
  /** In the order of `peers`. */
  readonly listeners: readonly MemoryListener[];
  readonly supervisor: Supervisor;
  readonly records: TransitionRecord[];
  readonly faults: unknown[];
  /** Oldest first; also those that are gone. */
  readonly sockets: PeerSocket[];
  /** The newest. */
  socket(): PeerSocket;
  link(input?: Partial<LinkInput>, name?: string): Link;
  /** Lets `ms` pass, and then promises settle. */
  pass(ms: number): Promise<void>;
}

export interface WorldOptions {
  readonly engine?: Engine;
  /** What the peer does with a frame; default: nothing. */
  readonly on?: (socket: PeerSocket, frame: string) => void;
  readonly watch?: boolean;
  /** Of the supervisor, beside the engine. */
  readonly supervise?: SuperviseInput;
  /** Who listens, each by its name; default: `peer` alone. */
  readonly peers?: readonly string[];
  /** Bytes under way from which on the wire says that it is blocked. */
  readonly highWater?: number;
}

export const LINE: LinkInput = { to: 'memory://peer', framing: { type: 'length', encoding: 'uint', bytes: 2 } };

export const world = (options: WorldOptions = {}): World => {
  const { engine = 'compiled', on = () => {}, watch = true, peers = ['peer'], highWater } = options;
  const clock = new VirtualClock();
  const network = memoryNetwork(clock, highWater === undefined ? {} : { highWater });
  const sockets: PeerSocket[] = [];
  const listeners = peers.map((name) =>
    network.listen(name, (wire) => {
      const socket = new PeerSocket(wire, on, name);
      sockets.push(socket);
      return socket;
    }),
  );
  const [listener] = listeners;
  if (listener === undefined) throw new Error('a world has a peer');
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32;
  };
  const host = { clock, random, transports: { memory: network.transport } };
  const supervisor = new Supervisor({ ...options.supervise, engine }, host);
  const records: TransitionRecord[] = [];
  const faults: unknown[] = [];
  if (watch) supervisor.on('record', (record) => records.push(record));
  supervisor.on('fault', (error) => faults.push(error));
  return {
    clock,
    network,
    listener,
    listeners,
    supervisor,
    records,
    faults,
    sockets,
    socket: () => {
      const last = sockets.at(-1);
      if (last === undefined) throw new Error('nobody has dialled');
      return last;
    },
    link: (input = {}, name = 'line') => {
      const link = supervisor.link(name, { ...LINE, ...input });
      link.on('fault', (error) => faults.push(error));
      return link;
    },
    pass: async (ms) => {
      clock.advance(ms);
      await microtasks();
      clock.runSoon();
      await microtasks();
    },
  };
};
