/** Peers of the demo that are not one TCP port: a datagram socket, a WebSocket server, a socket file, two ports. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { Conversation } from './conversation.ts';
import { answering } from './demo-behaviours.ts';
import { Peer } from './peer.ts';
import type { Speech } from './speech.ts';

/** Where a link dials, until it is closed. */
export interface Station {
  readonly url: string;
  /** Where what is only received comes from, where that is another place. */
  readonly receive?: string;
  /** Ends the peer. Resolves once its place is free. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const ignore = (): void => {};

/** Answers `ping` with `pong` and any other message with itself. */
const reply = (message: Buffer): Buffer => (message.equals(Buffer.from('ping')) ? Buffer.from('pong') : message);

/** Each datagram is answered with one, to whoever sent it. */
export const datagrams = async (): Promise<Station> => {
  const socket = createSocket('udp4');
  socket.on('error', ignore);
  socket.on('message', (message, { port, address }) => socket.send(reply(message), port, address, ignore));
  const listening = once(socket, 'listening');
  socket.bind(0, HOST);
  await listening;
  return {
    url: `udp://${HOST}:${String(socket.address().port)}`,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
};

/** Each message is answered with one. */
export const webSockets = async (): Promise<Station> => {
  const server = new WebSocketServer({ host: HOST, port: 0, perMessageDeflate: false });
  server.on('connection', (client) => {
    client.on('error', ignore);
    client.on('message', (message: Buffer) => client.send(reply(message), ignore));
  });
  await once(server, 'listening');
  return {
    url: `ws://${HOST}:${String((server.address() as AddressInfo).port)}/demo`,
    close: () => {
      for (const client of server.clients) client.terminate();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

/** A socket file in a folder of its own. */
export const socketFile = async (speech: Speech): Promise<Station> => {
  const folder = mkdtempSync(join(tmpdir(), 'hf-'));
  const path = join(folder, 'peer');
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', ignore);
    socket.once('close', () => sockets.delete(socket));
    void answering(new Conversation(socket, socket, speech));
  });
  await once(server.listen(path), 'listening');
  return {
    url: `unix://${path}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Hears at one port, and answers at another whoever has dialled that. */
export const twoPorts = async (speech: Speech): Promise<Station> => {
  const listeners = new Set<Conversation>();
  const speaking = await Peer.listen({
    speech,
    converse: async (talk) => {
      listeners.add(talk);
      // Nothing comes here but the end.
      for await (const _ of talk.messages()) continue;
      listeners.delete(talk);
    },
  });
  const hearing = await Peer.listen({
    speech,
    converse: async (talk) => {
      for await (const message of talk.messages()) await Promise.all([...listeners].map((one) => one.answer(message)));
    },
  });
  return {
    url: hearing.url,
    receive: speaking.url,
    close: async () => {
      await Promise.all([hearing.close(), speaking.close()]);
    },
  };
};
