import { connect } from 'node:net';
import type { Transport } from '../contract/transport.ts';
import { fault } from './fault.ts';
import { SocketWire } from './socket-wire.ts';
import { faultOf } from './system-fault.ts';

/** `sun_path` less its final zero; the BSDs and macOS have 103. A longer path would be cut off without a word. */
const LONGEST = process.platform === 'linux' ? 107 : 103;

/** `unix:///path`. */
export const unixTransport = (): Transport => ({
  dial: (target, sink) => {
    const wire = new SocketWire(target, sink);
    const what = `dial of ${target.url}`;
    if (Buffer.byteLength(target.path) > LONGEST) {
      wire.loseSoon(fault('bad-target', `${what}: the path of a socket file has ${String(LONGEST)} bytes at most`));
      return wire;
    }
    try {
      const socket = connect({ path: target.path, ...wire.shape });
      wire.attach(socket, 'connect', () => ({ local: '', remote: target.path, keepalive: null }));
    } catch (error) {
      wire.loseSoon(faultOf(error, what));
    }
    return wire;
  },
});
