/** `ws://host/path` and `wss://host/path` in Node. */
import type { Socket, TcpNetConnectOpts } from 'node:net';
import { connect } from 'node:net';
import type { ClientOptions } from 'ws';
import { WebSocket } from 'ws';
import type { Target, Transport, WireFacts } from '../contract/transport.ts';
import { connectOptions, dialInternet, endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { systemResolver } from './resolver.ts';
import { secureFacts, securely } from './tls.ts';
import { WebSocketWire } from './websocket-wire.ts';

/** A message may join many small frames, and one over maxFrame is better told as such by the framing, with its evidence. */
const LEAST_MESSAGE = 1024 * 1024;
/** How long the peer may take to end the connection once both have said Close, ms; left to itself ws waits 30 s. */
export const CLOSE_TIMEOUT = 2_000;

interface Carrier {
  readonly socket: Socket;
  /** To be asked once it is open. */
  readonly facts: () => WireFacts;
}

const plainly = (target: Target, options: TcpNetConnectOpts): Carrier => {
  const socket = connect(options);
  const asked = target.socket.keepalive;
  const facts = (): WireFacts => ({ ...endsOf(socket), keepalive: asked === null ? null : keepAlive(socket, asked) });
  return { socket, facts };
};

/** For `ws://`. No redirects, no compression: a message costs what its bytes cost. */
export const webSocketTransport = (resolver = systemResolver): Transport => over(plainly, resolver);

/** For `wss://`. Verified as tls is. */
export const secureWebSocketTransport = (resolver = systemResolver): Transport => {
  const open = securely();
  return over((target, options) => {
    const socket = open(target, options);
    return { socket, facts: () => secureFacts(socket, target) };
  }, resolver);
};

const over = (
  carry: (target: Target, options: TcpNetConnectOpts) => Carrier,
  resolver: typeof systemResolver,
): Transport => ({
  dial: (target, sink) => {
    const wire = new WebSocketWire(target, sink);
    return dialInternet(wire, target, resolver, (addresses) => {
      const { socket, facts } = carry(target, connectOptions(target, addresses));
      wire.attach(new WebSocket(target.url, optionsOf(target, socket)), socket, facts);
    });
  },
});

const optionsOf = (target: Target, socket: Socket): ClientOptions & { readonly closeTimeout: number } => ({
  createConnection: () => socket,
  perMessageDeflate: false,
  followRedirects: false,
  maxPayload: Math.max(LEAST_MESSAGE, target.socket.maxMessage ?? 0),
  closeTimeout: CLOSE_TIMEOUT,
});
