/** A supervisor with one listener on loopback, and clients that hold themselves to nothing. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { nodeHost, supervise } from '../../src/index.ts';
import type { Gone, Listener, ListenerInput, Session, SuperviseInput, Supervisor } from '../../src/index.ts';
import { until } from '../transport/heard.ts';

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
export const bytes = (said: string): Uint8Array => new Uint8Array(Buffer.from(said, 'latin1'));

export { until };

export interface Front {
  readonly supervisor: Supervisor;
  readonly listener: Listener;
  readonly gone: (readonly [string, Gone])[];
  readonly faults: unknown[];
  /** The first that is on line. */
  session(): Session;
  port(): number;
}

export const LINE: ListenerInput = {
  on: 'tcp://127.0.0.1:0',
  framing: 'delimiter:0a',
  onRequest: (frame) => bytes(`re:${text(frame)}`),
};

/** Everything is ended with the test. */
export const front = async (
  input: Partial<ListenerInput> = {},
  options: SuperviseInput = {},
  host = nodeHost(),
): Promise<Front> => {
  const supervisor = supervise(options, host);
  const gone: (readonly [string, Gone])[] = [];
  const faults: unknown[] = [];
  const listener = supervisor.listener('front', {
    ...LINE,
    ...input,
    onGone: (session, why) => {
      gone.push([session.id, why]);
      return input.onGone?.(session, why);
    },
  });
  listener.on('fault', (error) => faults.push(error));
  onTestFinished(async () => {
    supervisor.destroy();
    await supervisor.stop();
  });
  await listener.ready();
  return {
    supervisor,
    listener,
    gone,
    faults,
    session: () => {
      const [first] = listener.sessions.values();
      if (first === undefined) throw new Error('nobody is on line');
      return first;
    },
    port: () => Number(listener.address?.split(':').at(-1)),
  };
};

export interface Client {
  readonly socket: Socket;
  /** All that it heard. */
  heard(): string;
  say(what: string): void;
  /** It has heard a FIN, a reset, or its own end. */
  readonly over: Promise<unknown>;
  ended(): boolean;
}

export const client = async (where: number | string, halfOpen = true): Promise<Client> => {
  const socket = connect({
    ...(typeof where === 'number' ? { host: '127.0.0.1', port: where } : { path: where }),
    allowHalfOpen: halfOpen,
    noDelay: true,
  });
  let heard = '';
  let ended = false;
  socket.on('error', () => {});
  const over = new Promise((resolve) => {
    for (const event of ['end', 'close'] as const)
      socket.once(event, () => {
        ended = true;
        resolve(event);
      });
  });
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return {
    socket,
    heard: () => heard,
    say: (what) => void socket.write(Buffer.from(what, 'latin1')),
    over,
    ended: () => ended,
  };
};
