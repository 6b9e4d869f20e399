/** A listener and its clients in one process, on a virtual clock: whatever both sides do goes into one record. */
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { RecordSink } from '../../src/contract/record.ts';
import type { AcceptSink, ListeningTransport, ListenSink, WireSink } from '../../src/contract/transport.ts';
import type { ListenerInput } from '../../src/listener/listener.ts';
import type { Session } from '../../src/listener/session.ts';
import type { Link } from '../../src/link/link.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import type { SinkMaker } from '../../src/supervisor/supervisor.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { fault } from '../../src/transport/fault.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import type { MemoryNetwork } from '../../src/transport/memory.ts';
import type { MemoryWire } from '../../src/transport/memory-wire.ts';
import { bytes, LINE, microtasks } from '../model/world.ts';

const nobody: WireSink = { opened() {}, bytes() {}, drained() {}, ended() {}, lost() {} };

const meet = (sink: ListenSink, ordinal: number, far: MemoryWire): WireSink => {
  let given: AcceptSink | null = null;
  sink.called(`memory:${String(ordinal)}`, '', (accepted) => {
    given = accepted;
    return far;
  });
  if (given === null) far.reset();
  return given ?? nobody;
};

const nothing = (): void => {};

const listeningAt = (network: MemoryNetwork, clock: VirtualClock, taken: () => boolean): ListeningTransport => {
  return {
    listen: ({ url, host }, sink) => {
      let close = nothing;
      let ordinal = 0;
      clock.soon(() => {
        if (taken()) {
          sink.failed(fault('local-ports', `${url}: taken`));
          return;
        }
        const place = network.listen(host, (far) => meet(sink, (ordinal += 1), far));
        close = () => place.close();
        sink.listening(url);
      });
      return { close: () => close(), ref: nothing };
    },
  };
};

export const beats = { every: '2s', timeout: '1s', misses: 2, send: 'empty' } as const;

const front: ListenerInput = {
  on: 'memory://peer',
  framing: LINE.framing,
  onRequest: (frame) => frame,
  limits: { max: 3, idle: '20s', handshake: '1s' },
  closeTimeout: '500ms',
};

export class Hall {
  readonly clock = new VirtualClock();
  readonly network = memoryNetwork(this.clock);
  readonly supervisor: Supervisor;
  /** Somebody else listens there. */
  taken = false;

  constructor(sink: RecordSink | SinkMaker, input: Partial<ListenerInput> = {}) {
    let seed = 1;
    const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
    const { transport } = this.network;
    const host = {
      clock: this.clock,
      random,
      transports: { memory: transport },
      listening: { memory: listeningAt(this.network, this.clock, () => this.taken) },
    };
    this.supervisor = new Supervisor({}, host, [typeof sink === 'function' ? sink : (): RecordSink => sink]);
    this.supervisor.listener('front', { ...front, ...input });
  }

  client(name: string, input: Partial<LinkInput> = {}): Link {
    const reconnect = { first: '500ms', max: '4s' };
    return this.supervisor.link(name, { ...LINE, heartbeat: 'off', reconnect, ...input });
  }

  get sessions(): readonly Session[] {
    return [...(this.supervisor.listening.get('front')?.sessions.values() ?? [])];
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await microtasks();
    this.clock.runSoon();
    await microtasks();
  }

  async ask(link: Link): Promise<void> {
    link.request(bytes('a')).catch(() => {});
    await this.pass(10);
  }

  async stop(): Promise<void> {
    const stopped = this.supervisor.stop();
    for (let i = 0; i < 40; i += 1) await this.pass(1_000);
    await stopped;
  }
}
