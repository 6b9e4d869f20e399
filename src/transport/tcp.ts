import { connect } from 'node:net';
import type { Transport } from '../contract/transport.ts';
import { connectOptions, dialInternet, endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { systemResolver } from './resolver.ts';
import { SocketWire } from './socket-wire.ts';

/** `tcp://host:port`. */
export const tcpTransport = (resolver = systemResolver): Transport => ({
  dial: (target, sink) => {
    const wire = new SocketWire(target, sink);
    return dialInternet(wire, target, resolver, (addresses) => {
      const socket = connect({ ...connectOptions(target, addresses), ...wire.shape });
      const asked = target.socket.keepalive;
      wire.attach(socket, 'connect', () => {
        const { local, remote } = endsOf(socket);
        return { local, remote, keepalive: asked === null ? null : keepAlive(socket, asked) };
      });
    });
  },
});
