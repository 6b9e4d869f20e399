/** A transport of your own: a line to a program's standard input and output, such as `ssh host service` gives. */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { supervise } from 'holdfast';
import type { Fault, FaultCode, Transport } from 'holdfast';

export const program = (command: string, ...args: string[]): Transport => ({
  dial(_target, sink) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    // Nothing is written before it runs and after we have ended; nothing is heard once it is over.
    let writable = false;
    let over = false;
    let room = new Uint8Array(0);
    const leave = (): void => {
      writable = false;
      over = true;
      child.kill('SIGKILL');
      for (const one of [child.stdin, child.stdout]) one.destroy();
    };
    const lose = (code: FaultCode, side: Fault['side'], why: string): void => {
      if (over) return;
      leave();
      sink.lost({ code, side, detail: `${command}: ${why}` });
    };
    child.once('spawn', () => {
      if (over) return;
      writable = true;
      sink.opened({ local: `pid ${process.pid}`, remote: `pid ${child.pid}`, keepalive: null });
    });
    child.once('error', ({ message }) => lose('socket-error', 'local', message));
    child.stdin.on('error', ({ message }) => lose('reset', 'peer', message));
    child.stdin.on('drain', () => over || sink.drained());
    child.stdout.on('data', (chunk: Buffer) => over || sink.bytes(chunk));
    child.once('close', (status, signal) => {
      if (status === 0 && !over) sink.ended();
      else lose('reset', 'peer', `ended with ${signal ?? `status ${status}`}`);
    });
    return {
      reserve: (max) => ({ bytes: (room = new Uint8Array(max)), at: 0 }),
      commit: (bytes) => !writable || child.stdin.write(room.subarray(0, bytes)),
      pause: () => void child.stdout.pause(),
      resume: () => void child.stdout.resume(),
      ref: (on) =>
        [child, child.stdin as Socket, child.stdout as Socket].forEach((one) => (on ? one.ref() : one.unref())),
      end: () => {
        writable = false;
        child.stdin.end();
      },
      destroy: leave,
    };
  },
});

const supervisor = supervise();
const [command = 'cat', ...args] = (process.env['PROGRAM'] ?? 'cat').split(' ');
const service = supervisor.link('service', { to: program(command, ...args), framing: 'line' });
service.on('state', ({ from, event, to }) => console.log(`${from} → ${to}  (${event.type})`));
console.log(new TextDecoder().decode(await service.request(new TextEncoder().encode('hello'), { timeout: '5s' })));
await supervisor.stop();
