/** The servers that the variants speak to. */
import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { awaitOf, nextMessage, start, startOwn } from './processes.ts';

export interface Server {
  readonly process: ChildProcess;
  readonly port: number;
}

export const startEcho = async (pinned: boolean): Promise<Server> => {
  const process = startOwn('echo-server', [], pinned);
  return { process, port: await nextMessage<number>(process, 'echo server') };
};

/** `null` where it is not installed. */
export const startRedis = async (pinned: boolean): Promise<Server | null> => {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  const options = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  const process = start(['redis-server', ...options], pinned, 'pipe');
  await awaitOf<void>(process, 'redis-server', (give) =>
    process.stdout?.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) give();
    }),
  );
  return { process, port };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
