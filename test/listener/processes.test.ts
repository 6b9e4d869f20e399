/** Clients that are processes of their own: killed, and stopped, which no FIN tells. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { front, until } from './kit.ts';

const beat = { every: '100ms', timeout: '100ms', misses: 2, send: { text: 'PING' }, expect: { text: 'PING' } } as const;

/** A program that answers each line with the same, and says one now and then. */
const program = (port: number): ChildProcess => {
  const script = `
    const socket = require('node:net').connect({ host: '127.0.0.1', port: ${String(port)} });
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('error', () => process.exit(1));
    socket.on('close', () => process.exit(0));
    setInterval(() => socket.write('PING\\n'), 40);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

describe('a client whose process', () => {
  it('is killed is gone at once, and its clean-up runs once', async () => {
    const f = await front({ heartbeat: { ...beat, every: '30s', role: 'responder' } });
    const child = program(f.port());
    await until(() => f.listener.sessions.size === 1);
    child.kill('SIGKILL');
    await until(() => f.gone.length === 1);
    expect(f.gone[0]?.[1].reason).toMatch(/^(ended|reset)$/);
  });

  it.each(['responder', 'initiator', 'both'] as const)(
    'is stopped is half-open: a %s finds out by heartbeats, and its clean-up runs once',
    async (role) => {
      const f = await front({ heartbeat: { ...beat, role } });
      const child = program(f.port());
      await until(() => (f.listener.sessions.values().next().value?.counts.heartbeatsReceived ?? 0) > 1);
      child.kill('SIGSTOP');
      await until(() => f.gone.length > 0);
      expect(f.gone).toMatchObject([['front!1', { reason: 'heartbeat', loss: 'heartbeat', wasOnLine: true }]]);
      child.kill('SIGCONT');
      await new Promise((resolve) => child.once('exit', resolve));
      expect(f.gone.length).toBe(1);
    },
  );
});
