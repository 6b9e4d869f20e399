/** Processes that the bench starts: each is ended by its own id, at the latest when the bench itself ends. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { extname, resolve } from 'node:path';

/** Longer than any answer takes, unless something hangs. */
const PATIENCE = 60_000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Can a process be bound to a core here? `taskset` is of util-linux. */
export const canPin = (): boolean => spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** @param pinned to core 0 */
export const start = (command: readonly string[], pinned: boolean, output: 'ipc' | 'pipe'): ChildProcess => {
  const [program = '', ...args] = pinned ? ['taskset', '-c', '0', ...command] : command;
  const stdio =
    output === 'ipc' ? (['ignore', 'inherit', 'inherit', 'ipc'] as const) : (['ignore', 'pipe', 'inherit'] as const);
  const child = spawn(program, args, { stdio: [...stdio] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
};

/** A process of the bench's own. `name` is that of its file in this folder's parent, without extension. */
export const startOwn = (
  name: string,
  args: readonly string[],
  pinned: boolean,
  flags: readonly string[] = [],
): ChildProcess => {
  const file = resolve(import.meta.dirname, '..', name + extname(import.meta.filename));
  return start([process.execPath, ...flags, file, ...args], pinned, 'ipc');
};

/** Resolves to what `hear` hands over. @throws when the child ends before, or is silent for 60 s */
export const awaitOf = <T>(child: ChildProcess, what: string, hear: (give: (value: T) => void) => void): Promise<T> =>
  new Promise((give, refuse) => {
    const settle = (): void => {
      clearTimeout(limit);
      child.off('exit', onExit).off('error', onError);
    };
    const onExit = (code: number | null): void => onError(new Error(`${what}: the process ended with ${String(code)}`));
    const onError = (error: Error): void => {
      settle();
      refuse(error);
    };
    const limit = setTimeout(() => onError(new Error(`${what}: nothing within ${String(PATIENCE)} ms`)), PATIENCE);
    child.on('exit', onExit).on('error', onError);
    hear((value) => {
      settle();
      give(value);
    });
  });

/** The next message of a child of the bench's own. */
export const nextMessage = <T>(child: ChildProcess, what: string): Promise<T> =>
  awaitOf<T>(child, what, (give) => child.once('message', (message) => give(message as T)));

export const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve_) => child.once('exit', resolve_));
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(limit);
};
