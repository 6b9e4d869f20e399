/** Taking callers in: what tcp, tls and unix share. */
import type { Server, Socket } from 'node:net';
import type { AcceptSink, Bound, ListenSink, Place, Wire, WireFacts } from '../contract/transport.ts';
import { SocketWire } from './socket-wire.ts';
import { faultOf } from './system-fault.ts';

/** How a socket that was accepted is read and when it carries bytes; TLS puts one of its own around it. */
export interface Accepted {
  readonly socket: Socket;
  /** The event after which it carries bytes; null: it does already. */
  readonly ready: 'secure' | null;
  readonly facts: () => WireFacts;
}

/** Whence somebody calls. */
export interface Caller {
  /** `127.0.0.1:40312`; '' where the kernel says nothing. */
  readonly remote: string;
  /** The same without its port. */
  readonly address: string;
}

export interface Reception {
  callerOf(socket: Socket): Caller;
  accept(socket: Socket): Accepted;
  /** Where it listens, once it does. */
  addressOf(server: Server): string;
}

/**
 * Callers of a server that is about to listen. @param server listens at nothing yet
 * @param listen begins; what it throws is the place's fault
 */
export const receive = (
  server: Server,
  place: Place,
  sink: ListenSink,
  reception: Reception,
  listen: () => void,
): Bound => {
  let open = true;
  server.on('connection', (socket: Socket) => {
    if (open) take(socket, place, sink, reception);
    else socket.destroy();
  });
  server.once('listening', () => {
    if (open) sink.listening(reception.addressOf(server));
    // It was told to close before it listened, which a server does not heed.
    else server.close();
  });
  server.on('error', (error) => {
    if (!open) return;
    // One that listens goes on: it is a caller that it could not take in.
    if (server.listening) {
      sink.missed(faultOf(error, `accept at ${place.url}`));
      return;
    }
    open = false;
    sink.failed(faultOf(error, `listen at ${place.url}`));
  });
  process.nextTick(() => {
    if (!open) return;
    try {
      listen();
    } catch (error) {
      open = false;
      sink.failed(faultOf(error, `listen at ${place.url}`));
    }
  });
  return {
    close: () => {
      open = false;
      if (server.listening) server.close();
    },
    ref: (on) => {
      if (on) server.ref();
      else server.unref();
    },
  };
};

const take = (raw: Socket, place: Place, sink: ListenSink, reception: Reception): void => {
  const { remote, address } = reception.callerOf(raw);
  let taken = false;
  sink.called(remote, address, (accepting) => {
    taken = true;
    return wireOf(raw, place, remote, accepting, reception);
  });
  if (taken) return;
  // One that resets us meanwhile must not end the process.
  raw.on('error', () => {});
  raw.destroy();
};

const wireOf = (raw: Socket, place: Place, remote: string, sink: AcceptSink, reception: Reception): Wire => {
  const url = remote === '' ? place.url : `${place.scheme}://${remote}`;
  const wire = new SocketWire({ url, scheme: place.scheme }, sink);
  const { socket, ready, facts } = reception.accept(raw);
  const { onread } = wire.shape;
  // After the wire's own listeners: a fault is told before the end that it brings.
  wire.attach(socket, ready, facts);
  socket.once('close', () => sink.closed());
  // Accepted sockets are given no buffer to read into. A plain array: copies of its parts are no Buffers then.
  socket.on('data', (chunk: Buffer) =>
    onread.callback(chunk.length, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)),
  );
  return wire;
};
