import { Socket } from 'node:net';
import type { KeepaliveFacts, KeepaliveOptions } from '../contract/transport.ts';

/** Node 24.21 and 26.4 brought parameters for interval and count; before, libuv fixes both. */
const tunable = Socket.prototype.setKeepAlive.length >= 4;
const FIXED = { interval: 1000, count: 10 };

/** What Linux takes; beyond it, setsockopt fails and Node does not tell. */
const MAX_SECONDS = 32_767;
const MAX_COUNT = 127;

/** The kernel counts in whole seconds, and Node cuts off what is below one: up, then, rather than to nothing. */
const whole = (ms: number): number => Math.min(MAX_SECONDS, Math.max(1, Math.ceil(ms / 1000))) * 1000;

const known = (asked: KeepaliveOptions): KeepaliveOptions => ({
  idle: whole(asked.idle),
  interval: tunable ? whole(asked.interval) : FIXED.interval,
  count: tunable ? Math.min(MAX_COUNT, Math.max(1, Math.ceil(asked.count))) : FIXED.count,
});

type Tuned = (on: boolean, idle: number, interval: number, count: number) => void;

/** Switches keepalive on as near to what was asked as this platform lets one. */
export const keepAlive = (socket: Socket, asked: KeepaliveOptions): KeepaliveFacts => {
  const set = known(asked);
  // The types of the oldest Node we run on know two of the four parameters.
  (socket.setKeepAlive as Tuned).call(socket, true, set.idle, set.interval, set.count);
  return { asked, known: set };
};
