import { connect } from 'node:net';
import type { Transport } from '../contract/transport.ts';
import { dialInternet, endsOf } from './internet.ts';
import { keepAlive } from './keepalive.ts';
import { systemResolver } from './resolver.ts';

/** `tcp://host:port`. */
export const tcpTransport = (resolver = systemResolver): Transport => ({
  dial: (target, sink) =>
    dialInternet(target, sink, resolver, (wire, options) => {
      const socket = connect(options);
      const asked = target.socket.keepalive;
      wire.attach(socket, 'connect', () => {
        const { local, remote } = endsOf(socket);
        return { local, remote, keepalive: asked === null ? null : keepAlive(socket, asked) };
      });
    }),
});
