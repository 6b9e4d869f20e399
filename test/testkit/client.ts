import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A client of plain `node:net` that tells what it saw, so that a peer is judged without the library. */
export interface Client {
  readonly socket: Socket;
  /** The next `bytes` bytes as text; rejects with what ended the stream before. */
  read(bytes: number): Promise<string>;
  /** How it ended: 'end' for FIN, else the system's error code. */
  readonly fate: Promise<string>;
}

export const attach = (socket: Socket): Client => {
  onTestFinished(() => {
    socket.destroy();
  });
  const fate = new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  let held = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => (held += text));
  const ended = fate.then((how) => Promise.reject(new Error(`ended by ${how} after ${JSON.stringify(held)}`)));
  ended.catch(() => {});
  return {
    socket,
    fate,
    read: async (bytes) => {
      while (held.length < bytes) await Promise.race([once(socket, 'data'), ended]);
      const text = held.slice(0, bytes);
      held = held.slice(bytes);
      return text;
    },
  };
};

/** Connects, or rejects with the system's error. */
export const dial = async (port: number): Promise<Client> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return attach(socket);
};

/** Waits for a fact that nothing announces, by looking again after each turn of the loop. */
export const until = async (fact: () => boolean): Promise<void> => {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
};
