/** Node as a host: its clock, its chance, its sockets. */
import type { Clock } from './contract/clock.ts';
import type { Host } from './contract/host.ts';
import { tcpTransport } from './transport/tcp.ts';
import { tlsTransport } from './transport/tls.ts';
import { unixTransport } from './transport/unix.ts';

export const nodeClock = (): Clock => {
  let alarm: NodeJS.Timeout | null = null;
  return {
    now: () => performance.now(),
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
  transports: { tcp: tcpTransport(), tls: tlsTransport(), unix: unixTransport() },
});
