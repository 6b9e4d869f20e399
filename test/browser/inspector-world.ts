/** A fleet in earnest on loopback: real links, real peers on several addresses, and trouble when it is asked for. */
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { supervise } from '../../src/index.ts';
import type { LinkInput, Supervisor } from '../../src/index.ts';

/** What a peer does with a frame of four bytes of length and the rest. */
type Mood = 'answers' | 'silent' | 'broken';

export class FarHost {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  #port = 0;
  mood: Mood = 'answers';
  /** What a broken one says. */
  garbage = 'XXXX';

  constructor(host: string) {
    this.#host = host;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => {
        if (this.mood === 'answers') socket.write(bytes);
        else if (this.mood === 'broken') socket.write(this.garbage);
      });
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#host, () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  get url(): string {
    return `tcp://${this.#host}:${String(this.#port)}`;
  }

  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Nobody listens there any more. */
  async vanish(): Promise<void> {
    const gone = new Promise((resolve) => this.#server.close(resolve));
    this.reset();
    await gone;
  }
}

const common: Omit<LinkInput, 'to'> = {
  framing: 'uint:4',
  exchange: { mode: 'sync', timeout: '2s' },
  heartbeat: { every: '3s', timeout: '400ms', misses: 2, send: 'empty' },
  reconnect: { first: '400ms', max: '5s', stableAfter: '5s' },
  connectTimeout: '2s',
};

/** Names as they are met, by the supervisor that they stand below. */
const names = [
  ['settlement', 'bank'],
  ['devices', 'atm'],
  ['devices', 'till'],
  ['market', 'feed'],
  ['market', 'order'],
] as const;

export interface World {
  readonly supervisor: Supervisor;
  readonly hosts: readonly FarHost[];
  /** The peer of `bank-7` alone. */
  readonly bank: FarHost;
  readonly close: () => Promise<void>;
}

/** @param links how many, over `hosts` addresses @param audit a log of it */
export async function openWorld(links: number, hosts: number, audit: string | null = null): Promise<World> {
  const far = Array.from({ length: hosts }, (_, i) => new FarHost(`127.0.0.${String(i + 11)}`));
  const bank = new FarHost('127.0.0.7');
  await Promise.all([...far, bank].map((one) => one.listen()));
  const supervisor = supervise(audit === null ? {} : { audit });
  supervisor.on('fault', () => {});
  const groups = new Map(['settlement', 'devices', 'market'].map((name) => [name, supervisor.group(name)]));
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const traffic: Promise<void>[] = [];
  for (let i = 0; i < links; i += 1) {
    const [group, kind] = names[i % names.length] ?? names[0];
    const name = `${kind}-${String(Math.floor(i / names.length) + 1)}`;
    const host = name === 'bank-7' ? bank : far[i % far.length];
    if (host === undefined) continue;
    const link = groups.get(group)?.link(name, { ...common, to: host.url });
    if (link !== undefined) traffic.push(talk(link, 300 + ((i * 137) % 1_900), over.signal));
  }
  return {
    supervisor,
    hosts: far,
    bank,
    close: async () => {
      over.abort();
      await supervisor.stop({ within: 2_000 });
      await Promise.all([...traffic, ...[...far, bank].map((one) => one.vanish())]);
    },
  };
}

async function talk(
  link: { request(bytes: Uint8Array, options: { readonly signal: AbortSignal }): Promise<unknown> },
  every: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await link.request(Buffer.from('what is the time?'), { signal }).catch(() => {});
    await pause(every, null, { signal }).catch(() => {});
  }
}
