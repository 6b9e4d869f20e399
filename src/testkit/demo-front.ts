/** The listener of `holdfast demo`, and the clients that come and go there, each kind in its own way. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ListenerData } from '../contract/options/listener.ts';
import { lines } from './speech.ts';

export interface DemoFront {
  /** The listener's name. */
  readonly name: string;
  readonly story: string;
  readonly options: Omit<ListenerData, 'onRequest' | 'onGone'>;
  /** Clients call there until the signal says stop; then it resolves. Never rejects. */
  readonly clients: (address: string, signal: AbortSignal) => Promise<void>;
}

const CALL_EVERY = 600;
/** How long a client that is well stays, ms: longer than its neighbours come, so that several are on line. */
const STAY = 2_000;
/** Longer than the listener's `every`, so that it asks, too. */
const ASK_EVERY = 900;

const ignore = (): void => {};

/** Says a line now and then, answers heartbeats, and leaves in order. */
const visits = async (socket: Socket, signal: AbortSignal): Promise<void> => {
  const read = lines.reader();
  socket.on('data', (chunk) => {
    for (const message of read(chunk)) if (String(message) === 'PING') socket.write(lines.frame(Buffer.from('PONG')));
  });
  for (let stayed = 0; stayed < STAY && !signal.aborted; stayed += ASK_EVERY) {
    socket.write(lines.frame(Buffer.from('balance')));
    await pause(ASK_EVERY, null, { signal }).catch(ignore);
  }
  socket.end();
};

/** Its program stops: it neither reads, nor answers, nor closes. */
const stops = async (socket: Socket, signal: AbortSignal): Promise<void> => {
  socket.pause();
  await pause(STAY, null, { signal }).catch(ignore);
};

/** Asks once and resets. */
const resets = async (socket: Socket, signal: AbortSignal): Promise<void> => {
  socket.write(lines.frame(Buffer.from('balance')));
  await pause(ASK_EVERY, null, { signal }).catch(ignore);
  socket.resetAndDestroy();
};

const manners = [visits, visits, stops, visits, resets] as const;

const call = async (address: string, signal: AbortSignal, behave: (typeof manners)[number]): Promise<void> => {
  const [host = '', port] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('error', ignore);
  const over = once(socket, 'close').catch(ignore);
  await Promise.race([behave(socket, AbortSignal.any([signal])), over]);
  // What stopped is let go with the demo, or once the listener has ended it.
  if (!signal.aborted) await Promise.race([over, pause(STAY, null, { signal }).catch(ignore)]);
  socket.destroy();
};

export const demoFront: DemoFront = {
  name: 'front',
  story: 'a listener: terminals call, ask, leave, reset, or stop without a word and are found out',
  options: {
    on: 'tcp://127.0.0.1:0',
    framing: 'line',
    limits: { max: 5 },
    heartbeat: { every: '500ms', timeout: '300ms', misses: 2, send: { text: 'PING' }, expect: { text: 'PONG' } },
    closeTimeout: '300ms',
    answer: { text: 'OK 100.00' },
  },
  clients: async (address, signal) => {
    const calls: Promise<void>[] = [];
    for (let n = 0; !signal.aborted; n += 1) {
      const behave = manners[n % manners.length] ?? visits;
      // A signal each: Node warns of one that many listen to.
      calls.push(call(address, AbortSignal.any([signal]), behave));
      await pause(CALL_EVERY, null, { signal }).catch(ignore);
    }
    await Promise.all(calls);
  },
};
