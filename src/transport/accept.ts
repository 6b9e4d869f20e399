/** Taking callers in: what all that listen for connections share. */
import type { Server, Socket } from 'node:net';
import type { AcceptSink, Bound, ListenSink, Place, Wire, WireFacts } from '../contract/transport.ts';
import type { Fault } from '../contract/faults.ts';
import { SocketWire } from './socket-wire.ts';
import { faultOf } from './system-fault.ts';

/** How a socket that was accepted is read and when it carries bytes; TLS puts one of its own around it. */
export interface Accepted {
  readonly socket: Socket;
  /** The event after which it carries bytes; null: it does already. */
  readonly ready: 'secure' | null;
  /** Asked then: why this caller is turned away after all. */
  readonly refusal?: () => Fault | null;
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
  /** @param url of the caller, for people */
  take(socket: Socket, url: string, sink: AcceptSink): Wire;
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
  const url = remote === '' ? place.url : `${place.scheme}://${remote}`;
  let taken = false;
  sink.called(remote, address, (accepting) => {
    taken = true;
    return reception.take(raw, url, accepting);
  });
  if (taken) return;
  // One that resets us meanwhile must not end the process.
  raw.on('error', () => {});
  raw.destroy();
};

/** The wire of a socket whose bytes are a stream. */
export const socketWire = (url: string, scheme: string, sink: AcceptSink, accepted: Accepted): Wire => {
  const wire = new SocketWire({ url, scheme }, sink);
  const { socket, ready, refusal, facts } = accepted;
  const { onread } = wire.shape;
  // Before the wire's own listener: who is turned away has never been open.
  if (ready !== null && refusal !== undefined)
    socket.once(ready, () => {
      const why = refusal();
      if (why !== null) wire.lose(why);
    });
  // After the wire's own listeners: a fault is told before the end that it brings.
  wire.attach(socket, ready, facts);
  socket.once('close', () => sink.closed());
  // Accepted sockets are given no buffer to read into. A plain array: copies of its parts are no Buffers then.
  socket.on('data', (chunk: Buffer) =>
    onread.callback(chunk.length, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)),
  );
  return wire;
};
