/**
 * The peer of every variant, a process of its own: reads each request as a frame, as a peer that answers must, and sends its
 * body back. The replies to what was read together are written together. By hand, with nothing of holdfast.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { FrameReader, Joined } from './exchange/by-hand.ts';

const serve = (socket: Socket): void => {
  const replies = new Joined(socket);
  const reader = new FrameReader((bytes, start, end) => replies.frame(bytes, start, end));
  socket.on('data', (chunk) => {
    reader.read(chunk);
    replies.flush();
  });
  // A client that was ended is no event here.
  socket.on('error', () => socket.destroy());
};

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
