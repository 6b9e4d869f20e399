/** Node as a host: its clock, its chance, its sockets. */
import type { Clock } from './contract/clock.ts';
import type { Host } from './contract/host.ts';
import { tcpListening } from './transport/tcp-listen.ts';
import { tcpTransport } from './transport/tcp.ts';
import { tlsListening } from './transport/tls-listen.ts';
import { tlsTransport } from './transport/tls.ts';
import { udpListening } from './transport/udp-listen.ts';
import { udpTransport } from './transport/udp.ts';
import { unixListening } from './transport/unix-listen.ts';
import { unixTransport } from './transport/unix.ts';
import { webSocketListening } from './transport/websocket-listen.ts';
import { secureWebSocketTransport, webSocketTransport } from './transport/websocket.ts';

export const nodeClock = (): Clock => {
  let alarm: NodeJS.Timeout | null = null;
  // One reading serves a whole callback, as in libuv, whose loop has a time of its own: a reading costs 50 ns, and an
  // exchange asks three times.
  let present = Number.NaN;
  const forget = (): void => {
    present = Number.NaN;
  };
  return {
    now: () => {
      if (Number.isNaN(present)) {
        present = performance.now();
        process.nextTick(forget);
      }
      return present;
    },
    wall: () => Date.now(),
    wakeAt: (at, ref, run) => {
      if (alarm !== null) clearTimeout(alarm);
      alarm = null;
      if (at === null) return;
      // A timer of Node may fire up to a millisecond early by this clock.
      alarm = setTimeout(run, Math.max(0, Math.ceil(at - performance.now())));
      if (!ref) alarm.unref();
    },
    afterPoll: (run) => {
      setImmediate(run);
    },
    soon: (run) => {
      process.nextTick(run);
    },
  };
};

/** A host of its own: with its own alarm, and its own TLS sessions. */
export const nodeHost = (): Host => ({
  clock: nodeClock(),
  random: Math.random,
  transports: {
    tcp: tcpTransport(),
    tls: tlsTransport(),
    udp: udpTransport(),
    unix: unixTransport(),
    ws: webSocketTransport(),
    wss: secureWebSocketTransport(),
  },
  listening: {
    tcp: tcpListening(),
    tls: tlsListening(),
    udp: udpListening(),
    unix: unixListening(),
    ws: webSocketListening(),
    wss: webSocketListening(),
  },
});
