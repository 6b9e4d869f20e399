import { createServer } from 'node:net';
import type { ListeningTransport } from '../contract/transport.ts';
import type { Reception } from './accept.ts';
import { receive, socketWire } from './accept.ts';
import { ACCEPTED, boundAt, callerOf } from './tcp-listen.ts';
import { securing } from './tls-accept.ts';

/** `tls://host:port`. */
export const tlsListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const server = createServer(ACCEPTED);
    const { host, port, backlog, scheme } = place;
    const { check, secure } = securing(place);
    const reception: Reception = {
      callerOf,
      addressOf: boundAt,
      // A caller counts from the moment the kernel has it, and not only once its handshake is done.
      take: (raw, url, accepting) => socketWire(url, scheme, accepting, { ...secure(raw, url), ready: 'secure' }),
    };
    return receive(server, place, sink, reception, () => {
      // What OpenSSL cannot read is the place's fault, and not the first caller's.
      check();
      server.listen({ host, port, backlog });
    });
  },
});
