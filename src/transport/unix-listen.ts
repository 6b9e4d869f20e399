import { lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { ListeningTransport, Place } from '../contract/transport.ts';
import type { Reception } from './accept.ts';
import { receive, socketWire } from './accept.ts';
import { ACCEPTED } from './tcp-listen.ts';

const reception = (place: Place): Reception => ({
  // The kernel tells nothing of who calls.
  callerOf: () => ({ remote: '', address: '' }),
  addressOf: () => place.path,
  take: (socket, url, sink) => {
    const facts = { local: place.path, remote: '', keepalive: null };
    return socketWire(url, place.scheme, sink, { socket, ready: null, facts: () => facts });
  },
});

const isSocket = (path: string): boolean => {
  try {
    return lstatSync(path).isSocket();
  } catch {
    return false;
  }
};

const remove = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or not ours to remove: then listening fails, and says why.
  }
};

/**
 * `unix:///path`. A socket file that a killed program left behind is removed: one at which nobody answers. Any other file,
 * and the socket of a program that runs, is left alone, and listening fails.
 */
export const unixListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const server = createServer(ACCEPTED);
    const { path, backlog } = place;
    return receive(server, place, sink, reception(place), () => {
      const listen = (): void => void server.listen({ path, backlog });
      if (!isSocket(path)) {
        listen();
        return;
      }
      const probe = connect({ path });
      probe.once('connect', () => {
        probe.destroy();
        listen();
      });
      probe.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') remove(path);
        listen();
      });
    });
  },
});
