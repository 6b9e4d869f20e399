/** Runs an example as its reader would, with what it prints kept. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { vi } from 'vitest';

export interface Run {
  /** What it printed, a line each. */
  readonly said: readonly string[];
  readonly exported: unknown;
}

let runs = 0;

/** Resolves once the program has ended. It is run anew each time, on the same library. */
export const run = async (example: string, env: Readonly<Record<string, string>> = {}): Promise<Run> => {
  const said: string[] = [];
  const keep = (...parts: unknown[]): void => void said.push(parts.map(String).join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  runs += 1;
  try {
    const file = new URL(`../../examples/${example}.ts?${String(runs)}`, import.meta.url).href;
    return { said, exported: await import(/* @vite-ignore */ file) };
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  }
};

export interface TestPeer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * A peer of the test's own, which shares no line with the library's codecs.
 * @param read takes what has come, answers, and gives what is not a whole message yet
 */
export const peer = async (read: (held: Buffer, socket: Socket) => Buffer): Promise<TestPeer> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.from(read(Buffer.concat([held, chunk]), socket));
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** One that speaks in lines: what it says to each, or null to reset the connection. */
export const linePeer = (answer: (line: string) => string | null): Promise<TestPeer> =>
  peer((held, socket) => {
    const lines = held.toString().split('\r\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const said = answer(line);
      if (said === null) socket.resetAndDestroy();
      else socket.write(`${said}\r\n`);
    }
    return Buffer.from(rest);
  });
