/** A peer of a few lines over real TCP, that does what one test tells it to. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Link, Supervisor, TransitionRecord } from '../../src/index.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame);
export const line = { framing: { type: 'delimiter', delimiter: '\n' } } as const;

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Every socket that was accepted, oldest first. */
  readonly sockets: readonly Socket[];
  /** What came, line by line, over all sockets. */
  readonly lines: readonly string[];
  readonly open: number;
  close(): Promise<void>;
}

const bin: (() => Promise<void> | void)[] = [];

/** To be closed after the test, last come first. */
export const later = (close: () => Promise<void> | void): void => void bin.push(close);

export const closeAll = async (): Promise<void> => {
  for (let close = bin.pop(); close !== undefined; close = bin.pop()) await close();
};

export const closing = (supervisor: Supervisor): Supervisor => {
  later(() => supervisor.destroy());
  return supervisor;
};

/** @param hear what is done with each line. @param take what is done with each socket. */
export const listen = async (
  hear: (line: string, socket: Socket) => void = () => {},
  take: (socket: Socket) => void = () => {},
): Promise<Listening> => {
  const sockets: Socket[] = [];
  const lines: string[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let held = '';
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('latin1');
      const parts = held.split('\n');
      held = parts.pop() ?? '';
      for (const part of parts) {
        lines.push(part);
        hear(part, socket);
      }
    });
    socket.on('end', () => socket.end());
    take(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise<void>((done) => server.close(() => done()));
  };
  later(close);
  return {
    url: `tcp://127.0.0.1:${String(port)}`,
    port,
    sockets,
    lines,
    get open() {
      return sockets.filter((socket) => !socket.destroyed).length;
    },
    close,
  };
};

/** The next record that this is true of. */
export const record = (link: Link, fits: (record: TransitionRecord) => boolean): Promise<TransitionRecord> =>
  new Promise((resolve) => {
    const look = (one: TransitionRecord): void => {
      if (!fits(one)) return;
      link.off('record', look);
      resolve(one);
    };
    link.on('record', look);
  });

/** The line is in this state, or comes to it. */
export const reaches = async (link: Link, state: string): Promise<void> => {
  if (!link.lineState.startsWith(state))
    await record(link, ({ chart, to }) => chart === 'connection' && to.startsWith(state));
};

/** Looks again after each turn of the event loop, until this is so. */
export const soon = async (fact: () => boolean): Promise<void> => {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
};
