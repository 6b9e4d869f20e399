import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { ListeningTransport, Place } from '../contract/transport.ts';
import type { Caller, Reception } from './accept.ts';
import { receive } from './accept.ts';
import { endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';

/** As every socket of ours: no waiting for more to send, and a client that has ended its side is still answered. */
export const ACCEPTED = { allowHalfOpen: true, noDelay: true } as const;

export const callerOf = (socket: Socket): Caller => ({
  remote: endsOf(socket).remote,
  address: socket.remoteAddress ?? '',
});

export const boundAt = (server: Server): string => {
  const { address, port } = server.address() as AddressInfo;
  return `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
};

const reception = (place: Place): Reception => ({
  callerOf,
  addressOf: boundAt,
  accept: (socket) => ({
    socket,
    ready: null,
    facts: () => ({
      ...endsOf(socket),
      keepalive: place.keepalive === null ? null : keepAlive(socket, place.keepalive),
    }),
  }),
});

/** `tcp://host:port`; port 0 is any that is free. */
export const tcpListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const server = createServer(ACCEPTED);
    const { host, port, backlog } = place;
    return receive(server, place, sink, reception(place), () => server.listen({ host, port, backlog }));
  },
});
