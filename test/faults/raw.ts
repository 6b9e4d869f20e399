/** A peer that says raw bytes, as one test tells it to, and that holds itself to nothing. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { FrameError, Link } from '../../src/index.ts';
import { later } from './listen.ts';

export const uint4 = { type: 'length', encoding: 'uint', bytes: 4 } as const;

/** A frame as `uint4` has it. */
export const frame = (body: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
};

/** A header alone. */
export const header = (length: number): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return head;
};

export interface Raw {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Every socket that was accepted, oldest first. */
  readonly sockets: readonly Socket[];
}

/** @param take what is done with each socket. It is reset when the test ends. */
export const raw = async (take: (socket: Socket) => void = () => {}): Promise<Raw> => {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    // It takes note of a FIN or reset only while it reads.
    socket.resume();
    take(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `tcp://127.0.0.1:${String(port)}`, port, server, sockets };
};

/** What a link tells as faults, from now on. */
export const faultsOf = (link: Link): FrameError[] => {
  const faults: FrameError[] = [];
  link.on('fault', (error) => faults.push(error as FrameError));
  return faults;
};

/** Calls `each` for each whole frame that comes. */
export const frames = (socket: Socket, each: (body: Buffer) => void): void => {
  let held = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32BE()) {
      const end = 4 + held.readUInt32BE();
      each(held.subarray(4, end));
      held = held.subarray(end);
    }
  });
};
