/** What real links tell while their peer answers, falls silent, comes back and is left. */
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { RecordSink } from '../../src/contract/record.ts';
import type { Link } from '../../src/link/link.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import type { SinkMaker } from '../../src/supervisor/supervisor.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';
import { memoryNetwork } from '../../src/transport/memory.ts';
import type { MemoryListener } from '../../src/transport/memory.ts';
import { bytes, LINE, microtasks, PeerSocket } from '../model/world.ts';

export const options: LinkInput = {
  ...LINE,
  heartbeat: { every: '2s', timeout: '1s', misses: 2, send: { text: 'ping' }, expect: { text: 'pong' } },
  reconnect: { first: '500ms', max: '4s' },
};

export class Stage {
  readonly clock = new VirtualClock();
  readonly listener: MemoryListener;
  readonly supervisor: Supervisor;
  silent = false;

  constructor(sink: RecordSink | SinkMaker) {
    const network = memoryNetwork(this.clock);
    this.listener = network.listen('peer', (wire) => {
      const answer = (socket: PeerSocket, frame: string): void => {
        if (!this.silent) socket.say(frame === 'ping' ? 'pong' : `=${frame}`);
      };
      return new PeerSocket(wire, answer, 'peer');
    });
    let seed = 1;
    const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
    const host = { clock: this.clock, random, transports: { memory: network.transport } };
    const make: SinkMaker = typeof sink === 'function' ? sink : () => sink;
    this.supervisor = new Supervisor({}, host, [make]);
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
    // As long as any of its links may take.
    for (let i = 0; i < 30; i += 1) await this.pass(1_000);
    await stopped;
  }
}

/** Exchanges, heartbeats, silence, a dial refused, the return, an exchange, the end. */
export async function outage(sink: RecordSink | SinkMaker, input: Partial<LinkInput> = {}): Promise<Stage> {
  const stage = new Stage(sink);
  const link = stage.supervisor.link('line', { ...options, ...input });
  await stage.pass(100);
  await stage.ask(link);
  await stage.ask(link);
  await stage.pass(5_000);
  stage.silent = true;
  stage.listener.answer = 'refused';
  await stage.pass(7_000);
  stage.silent = false;
  stage.listener.answer = 'accept';
  await stage.pass(9_000);
  await stage.ask(link);
  await stage.pass(2_500);
  await stage.stop();
  return stage;
}
