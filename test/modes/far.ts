/** The far side of a run: a peer on loopback that says and hears what the run bids it to, and nothing by itself. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Peer } from '../../src/testkit/peer.ts';
import type { Conversation } from '../../src/testkit/conversation.ts';
import { lines } from '../../src/testkit/speech.ts';
import type { Speech } from '../../src/testkit/speech.ts';
import { text } from './stage.ts';
import type { Stage } from './stage.ts';

const PEER = 'peer';

/** Things that come one after another, for somebody who waits for each. */
class Queue<T> {
  readonly #held: T[] = [];
  #wake: () => void = () => {};

  put(one: T): void {
    this.#held.push(one);
    this.#wake();
  }

  async take(): Promise<T> {
    for (;;) {
      const one = this.#held.shift();
      if (one !== undefined) return one;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

type Speaks = Pick<Conversation, 'say' | 'end' | 'reset'>;

/** One connection, seen from the far side. */
export class Call {
  readonly #stage: Stage;
  readonly #talk: Speaks;
  readonly near: string;
  readonly #heard = new Queue<string>();

  constructor(stage: Stage, near: string, talk: Speaks) {
    this.#stage = stage;
    this.near = near;
    this.#talk = talk;
  }

  /** A message came. */
  hear(message: Uint8Array): void {
    this.#heard.put(message.length === 0 ? '(empty frame)' : text(message));
  }

  /** No message comes any more. */
  over(): void {
    this.#heard.put('FIN');
  }

  /** The next message, or `FIN`. It is a step once it is asked for: two sockets keep no order between them. */
  async hears(): Promise<void> {
    this.#stage.says(this.near, PEER, await this.#heard.take());
  }

  says(said: string): void {
    this.#stage.says(PEER, this.near, said === '' ? '(empty frame)' : said);
    void this.#talk.say(Buffer.from(said, 'latin1'));
  }

  ends(): void {
    this.#talk.end();
  }

  resets(): void {
    this.#talk.reset();
  }
}

export interface Far {
  readonly url: string;
  /** The next that is accepted. */
  call(): Promise<Call>;
  /** From here on dials are refused. */
  refuse(): Promise<void>;
}

export interface TcpOptions {
  readonly speech?: Speech;
  /** What it waits for before it ends its side too. */
  readonly released?: Promise<unknown>;
  /** Whom it hears, where two peers could be dialled at once. */
  readonly near?: string;
}

/** Behind TCP. */
export const tcp = async (stage: Stage, { speech = lines, released, near }: TcpOptions = {}): Promise<Far> => {
  const calls = new Queue<Call>();
  const peer = await Peer.listen({
    speech,
    converse: async (talk) => {
      const call = new Call(stage, near ?? stage.accepted(), talk);
      calls.put(call);
      for await (const message of talk.messages()) call.hear(message);
      call.over();
      await released;
    },
  });
  stage.with(() => peer.close());
  return { url: peer.url, call: () => calls.take(), refuse: () => peer.refuse() };
};

/** Datagrams: a call is whoever sends from an address of its own. */
export const udp = async (stage: Stage): Promise<Far> => {
  const calls = new Queue<Call>();
  const known = new Map<string, Call>();
  const socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    const from = `${address}:${String(port)}`;
    let call = known.get(from);
    if (call === undefined) {
      const say = (said: Uint8Array): Promise<void> =>
        new Promise((resolve) => socket.send(said, port, address, () => resolve()));
      call = new Call(stage, stage.knownBy('local', from), { say, end: () => {}, reset: () => {} });
      known.set(from, call);
      calls.put(call);
    }
    call.hear(message);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const close = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  stage.with(close);
  return { url: `udp://127.0.0.1:${String(socket.address().port)}`, call: () => calls.take(), refuse: close };
};

/** WebSockets. */
export const webSocket = async (stage: Stage): Promise<Far> => {
  const calls = new Queue<Call>();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (client) => {
    const say = (said: Uint8Array): Promise<void> => new Promise((resolve) => client.send(said, () => resolve()));
    const call = new Call(stage, stage.accepted(), {
      say,
      end: () => client.close(1000),
      reset: () => client.terminate(),
    });
    client.on('message', (message: Buffer) => call.hear(message));
    calls.put(call);
  });
  await once(server, 'listening');
  const close = (): Promise<void> => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  stage.with(close);
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${String(port)}/`, call: () => calls.take(), refuse: close };
};
