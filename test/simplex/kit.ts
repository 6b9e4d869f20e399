/** A simplex link on a virtual clock and a memory network: its peer dials, or is dialled, leg by leg. */
import type { Engine } from '../../src/actor/engines.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { Link } from '../../src/link/link.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import type { SinkMaker } from '../../src/supervisor/supervisor.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import type { MemoryListener } from '../../src/transport/memory.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import { memoryListening } from '../../src/transport/memory-listen.ts';
import type { MemoryWire } from '../../src/transport/memory-wire.ts';
import { framed, microtasks, PeerSocket } from '../model/world.ts';

export { bytes, text } from '../model/world.ts';

export const FRAMING = { type: 'length', encoding: 'uint', bytes: 2 } as const;
export const KEY = { offset: 0, bytes: 2 } as const;

/** Both legs dialled: `out` is where it sends, `in` where it receives. */
const DIALLED: LinkInput = {
  to: 'memory://out',
  framing: FRAMING,
  exchange: { mode: 'simplex', receive: 'memory://in', key: KEY, timeout: '5s' },
};

/** Both legs listened for. */
const CALLED: LinkInput = {
  to: { listen: 'memory://out' },
  framing: FRAMING,
  exchange: { mode: 'simplex', receive: { listen: 'memory://in' }, key: KEY, timeout: '5s' },
};

/** A caller of ours. */
export interface Caller {
  /** What it heard, with the length headers. */
  readonly heard: Uint8Array[];
  readonly ended: () => boolean;
  readonly lost: () => boolean;
  say(frame: string): void;
  raw(bytes: Uint8Array): void;
  end(): void;
  /** It reads no more. */
  stall(): void;
}

export interface PairWorld {
  readonly clock: VirtualClock;
  readonly supervisor: Supervisor;
  readonly records: TransitionRecord[];
  readonly faults: unknown[];
  /** Where the link dials. */
  readonly places: Readonly<Record<'out' | 'in', MemoryListener>>;
  link(input?: Partial<LinkInput>): Link;
  /** The newest that the link has dialled there. */
  socket(name: 'out' | 'in'): PeerSocket;
  /** How many it has dialled there. */
  dialled(name: 'out' | 'in'): number;
  call(name: string): Caller;
  pass(ms: number): Promise<void>;
  /** Transitions that changed a state, as `actor: from → to`. */
  course(chart: string): readonly string[];
}

export interface PairOptions {
  readonly engine?: Engine;
  /** The peer does not listen: the link's legs listen themselves. */
  readonly called?: boolean;
  readonly sinks?: readonly SinkMaker[];
  readonly highWater?: number;
}

const caller = (wire: MemoryWire, heard: Uint8Array[], state: { ended: boolean; lost: boolean }): Caller => ({
  heard,
  ended: () => state.ended,
  lost: () => state.lost,
  say: (frame) => wire.write(framed(frame)),
  raw: (bytes) => wire.write(bytes),
  end: () => wire.end(),
  stall: () => wire.pause(),
});

export const pairWorld = (options: PairOptions = {}): PairWorld => {
  const { engine = 'compiled', called = false, sinks = [], highWater } = options;
  const clock = new VirtualClock();
  const network = memoryNetwork(clock, highWater === undefined ? {} : { highWater });
  const sockets: PeerSocket[] = [];
  const accept = (name: string): MemoryListener =>
    network.listen(called ? `peer-${name}` : name, (wire) => {
      const socket = new PeerSocket(wire, () => {}, name);
      sockets.push(socket);
      return socket;
    });
  const places = { out: accept('out'), in: accept('in') };
  const host = {
    clock,
    random: () => 0.5,
    transports: { memory: network.transport },
    listening: { memory: memoryListening(network, clock) },
  };
  const supervisor = new Supervisor({ engine }, host, sinks);
  const records: TransitionRecord[] = [];
  const faults: unknown[] = [];
  supervisor.on('record', (record) => records.push(record));
  supervisor.on('fault', (error) => faults.push(error));
  return {
    clock,
    supervisor,
    records,
    faults,
    places,
    link: (input = {}) => {
      const link = supervisor.link('bank', { ...(called ? CALLED : DIALLED), ...input });
      link.on('fault', (error) => faults.push(error));
      return link;
    },
    socket: (name) => {
      const last = sockets.findLast((one) => one.name === name);
      if (last === undefined) throw new Error(`nobody has dialled ${name}`);
      return last;
    },
    dialled: (name) => sockets.filter((one) => one.name === name).length,
    call: (name) => {
      const heard: Uint8Array[] = [];
      const state = { ended: false, lost: false };
      const socket = { connectTimeout: 0, keepalive: null };
      const wire = network.transport.dial(
        { url: `memory://${name}`, scheme: 'memory', host: name, port: 0, path: '', socket },
        {
          opened() {},
          bytes: (view) => heard.push(view.slice()),
          drained() {},
          ended: () => {
            state.ended = true;
          },
          lost: () => {
            state.lost = true;
          },
        },
      ) as MemoryWire;
      return caller(wire, heard, state);
    },
    pass: async (ms) => {
      clock.advance(ms);
      await microtasks();
      clock.runSoon();
      await microtasks();
    },
    course: (chart) =>
      records
        .filter((record) => record.chart === chart && record.from !== record.to)
        .map(({ connection, from, to }) => `${connection}: ${from} → ${to}`),
  };
};
