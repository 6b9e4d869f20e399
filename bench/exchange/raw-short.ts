/** A connection for each exchange, by hand: connect, write, read the reply, end, and the next once it is closed. */
import { connect } from 'node:net';
import { EachAlone, FrameReader } from './by-hand.ts';
import type { Open } from './client.ts';
import { expectReply, loops, payload } from './client.ts';

const exchangeOnce = (port: number, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    let replied = false;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const reader = new FrameReader((_, start, end) => {
      expectReply(end - start);
      replied = true;
      socket.end();
    });
    socket.on('connect', () => new EachAlone(socket).frame(bytes, 0, bytes.length));
    socket.on('data', (chunk) => reader.read(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      if (replied) resolve();
      else reject(new Error('closed without a reply'));
    });
  });

export const rawShort: Open = async (port, inFlight) => {
  const bytes = payload();
  return (exchanges) => loops(inFlight, exchanges, () => exchangeOnce(port, bytes));
};
