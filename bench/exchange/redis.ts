/** The peer that resembles holdfast most: one connection, many in flight, replies in order. `ECHO` carries the payload both ways. */
import { Redis } from 'ioredis';
import type { Open } from './client.ts';
import { expectReply, loops, payload } from './client.ts';

const client =
  (enableAutoPipelining: boolean): Open =>
  async (port, inFlight) => {
    const redis = new Redis({
      port,
      host: '127.0.0.1',
      enableReadyCheck: false,
      enableAutoPipelining,
      lazyConnect: true,
    });
    await redis.connect();
    const text = Buffer.from(payload()).toString('latin1');
    const exchange = async (): Promise<void> => expectReply((await redis.echo(text)).length);
    return (exchanges) => loops(inFlight, exchanges, exchange);
  };

export const ioredis = client(false);
export const autopipelining = client(true);
