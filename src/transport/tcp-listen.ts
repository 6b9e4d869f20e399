import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { ListeningTransport, Place, WireFacts } from '../contract/transport.ts';
import type { Caller, Reception } from './accept.ts';
import { receive, socketWire } from './accept.ts';
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

export const openFacts = (socket: Socket, { keepalive }: Place): WireFacts => ({
  ...endsOf(socket),
  keepalive: keepalive === null ? null : keepAlive(socket, keepalive),
});

const reception = (place: Place): Reception => ({
  callerOf,
  addressOf: boundAt,
  take: (socket, url, sink) =>
    socketWire(url, place.scheme, sink, { socket, ready: null, facts: () => openFacts(socket, place) }),
});

/** `tcp://host:port`; port 0 is any that is free. */
export const tcpListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const server = createServer(ACCEPTED);
    const { host, port, backlog } = place;
    return receive(server, place, sink, reception(place), () => server.listen({ host, port, backlog }));
  },
});
