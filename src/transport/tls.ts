import { isIP } from 'node:net';
import type { TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions, SecureContext, TLSSocket } from 'node:tls';
import { checkServerIdentity, connect, createSecureContext } from 'node:tls';
import type { Target, Transport, WireFacts } from '../contract/transport.ts';
import { connectOptions, dialInternet, endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { systemResolver } from './resolver.ts';
import { SocketWire } from './socket-wire.ts';

/** What one target's dials pass on to the next: never to another target, whose authorities may differ. */
interface Memory {
  readonly context: SecureContext;
  session: Buffer | null;
}

const OLDEST = 'TLSv1.2';

/**
 * Opens verified TLS sockets, whatever the environment says. A target's certificates are read once and its last session is
 * offered again, for as long as the target object lives.
 */
export const securely = (): ((target: Target, options: TcpNetConnectOpts) => TLSSocket) => {
  const memories = new WeakMap<Target, Memory>();
  return (target, options) => {
    const memory = memories.get(target) ?? { context: contextOf(target), session: null };
    memories.set(target, memory);
    // A session that failed is not offered twice.
    const { session } = memory;
    memory.session = null;
    const socket = connect({
      ...options,
      ...verified(target),
      secureContext: memory.context,
      ...(session && { session }),
    });
    socket.on('session', (fresh: Buffer) => {
      memory.session = fresh;
    });
    socket.once('secureConnect', () => {
      memory.session ??= session;
    });
    return socket;
  };
};

/** `tls://host:port`. */
export const tlsTransport = (resolver = systemResolver): Transport => {
  const open = securely();
  return {
    dial: (target, sink) => {
      const wire = new SocketWire(target, sink);
      return dialInternet(wire, target, resolver, (addresses) => {
        const socket = open(target, { ...connectOptions(target, addresses), ...wire.shape });
        wire.attach(socket, 'secureConnect', () => secureFacts(socket, target));
      });
    },
  };
};

const contextOf = ({ socket: { tls = {} } }: Target): SecureContext =>
  createSecureContext({
    minVersion: tls.minVersion ?? OLDEST,
    ...(tls.ca === undefined ? {} : { ca: typeof tls.ca === 'string' ? tls.ca : [...tls.ca] }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  });

const verified = ({ host, socket: { tls = {} } }: Target): ConnectionOptions => {
  // An address is checked against the certificate, but has no place in the hello (RFC 6066).
  const name = tls.servername ?? host;
  return {
    rejectUnauthorized: true,
    ...(isIP(name) === 0
      ? { servername: name }
      : { checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate) }),
    ...(tls.alpn === undefined ? {} : { ALPNProtocols: [...tls.alpn] }),
  };
};

export const secureFacts = (socket: TLSSocket, target: Target): WireFacts => {
  const asked = target.socket.keepalive;
  return {
    ...endsOf(socket),
    tls: {
      protocol: socket.getProtocol() ?? '',
      cipher: socket.getCipher().standardName,
      alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
      resumed: socket.isSessionReused(),
    },
    keepalive: asked === null ? null : keepAlive(socket, asked),
  };
};
