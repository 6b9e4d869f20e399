/** A listener and what becomes of its clients, on loopback. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Listener } from 'holdfast';
import { USER } from '../../src/diagram/sequence-records.ts';
import { lines } from '../../src/testkit/speech.ts';
import type { Runs } from './runs.ts';
import { bytes, text } from './stage.ts';
import type { Stage } from './stage.ts';

const LANES = [USER, 'front', 'front!1', 'client'];

/** One that hears and says what it is told to. */
class Client {
  readonly #stage: Stage;
  readonly #socket: Socket;
  readonly #heard: Buffer[] = [];
  #wake: () => void = () => {};

  constructor(stage: Stage, listener: Listener) {
    this.#stage = stage;
    const [host = '', port] = listener.address?.split(':') ?? [];
    this.#socket = connect({ host, port: Number(port) });
    const read = lines.reader();
    this.#socket.on('error', () => {});
    this.#socket.on('data', (chunk) => {
      this.#heard.push(...read(chunk));
      this.#wake();
    });
    stage.with(() => Promise.resolve(this.#socket.destroy()));
  }

  /** The session that it has. Once it is on line. */
  get session(): string {
    const { address, port } = this.#socket.address() as AddressInfo;
    return this.#stage.knownBy('remote', `${address}:${String(port)}`);
  }

  says(said: string): void {
    this.#stage.says('client', this.session, said);
    this.#socket.write(lines.frame(Buffer.from(said)));
  }

  async hears(): Promise<void> {
    while (this.#heard.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#stage.says(this.session, 'client', String(this.#heard.shift()));
  }

  async closed(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }
}

const sessions = async (stage: Stage): Promise<readonly string[]> => {
  const listener = await stage.listener('front', {
    on: 'tcp://127.0.0.1:0',
    framing: 'line',
    limits: { max: 1 },
    heartbeat: { every: 600, timeout: 500, misses: 1, send: { text: 'PING' }, expect: { text: 'PONG' } },
    onRequest: (frame) => bytes(`re: ${text(frame)}`),
    onGone: ({ id }, { reason }) => stage.says('front', USER, `onGone(${id}, ${reason})`),
  });
  const client = new Client(stage, listener);
  await stage.reached('front!1', 'idle');
  client.says('balance');
  await client.hears();
  const second = new Client(stage, listener);
  await stage.until(({ effects }) => effects.includes('refuse'));
  await second.closed();
  await client.hears();
  client.says('PONG');
  await client.hears();
  stage.note('client', 'its program stops, and no FIN is sent');
  await stage.until(({ connection, event }) => connection === 'front' && event.type === 'left');
  return LANES;
};

export const listeners: Runs = { sessions: { run: sessions, lanes: { far: 'client' } } };
