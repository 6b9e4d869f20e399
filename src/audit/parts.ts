/** What the writer borrows from its process: tests hand in their own. */
import { readFileSync } from 'node:fs';
import type { Files } from './files.ts';
import { nodeFiles } from './files.ts';
import type { Timers } from './journal.ts';
import type { Processes } from './lock.ts';

export interface Parts {
  readonly files: Files;
  readonly timers: Timers;
  readonly processes: Processes;
  /** Holds the thread. */
  readonly pause: (ms: number) => void;
}

const nodeTimers: Timers = {
  after: (ms, ref, run) => {
    const timer = setTimeout(run, ms);
    if (!ref) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Linux tells when a process was born, and that one whose parent has not looked yet is dead. */
function fromProc(pid: number): string | null {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name before them is in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
}

const nodeProcesses: Processes = {
  own: process.pid,
  born: (pid) => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      // EPERM: it is another user's, and alive.
      if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return null;
    }
    try {
      return fromProc(pid);
    } catch {
      return '';
    }
  },
};

export const nodeParts: Parts = {
  files: nodeFiles,
  timers: nodeTimers,
  processes: nodeProcesses,
  pause: (ms) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
};
