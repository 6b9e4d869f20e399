import { createServer } from 'node:net';
import type { SecureContext } from 'node:tls';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ListeningTransport, Place } from '../contract/transport.ts';
import type { Reception } from './accept.ts';
import { receive } from './accept.ts';
import { endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { ACCEPTED, boundAt, callerOf } from './tcp-listen.ts';

const reception = (place: Place, context: () => SecureContext): Reception => ({
  callerOf,
  addressOf: boundAt,
  // A caller counts from the moment the kernel has it, and not only once its handshake is done.
  accept: (raw) => {
    // What goes wrong below is told by the socket on top; here it must only not end the process.
    raw.on('error', () => {});
    const socket = new TLSSocket(raw, { isServer: true, secureContext: context() });
    return {
      socket,
      ready: 'secure',
      facts: () => ({
        ...endsOf(raw),
        tls: {
          protocol: socket.getProtocol() ?? '',
          cipher: socket.getCipher().standardName,
          alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
          resumed: socket.isSessionReused(),
        },
        keepalive: place.keepalive === null ? null : keepAlive(raw, place.keepalive),
      }),
    };
  },
});

/** `tls://host:port`. Clients are not asked for certificates. */
export const tlsListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const server = createServer(ACCEPTED);
    const { host, port, backlog } = place;
    let made: SecureContext | null = null;
    const context = (): SecureContext => (made ??= createSecureContext({ ...place.tls }));
    return receive(server, place, sink, reception(place, context), () => {
      // What OpenSSL cannot read is the place's fault, and not the first caller's.
      context();
      server.listen({ host, port, backlog });
    });
  },
});
