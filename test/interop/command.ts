/** The command as a user runs it: the built program, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TransitionRecord } from '../../src/contract/record.ts';

const MAIN = 'dist/src/cli/main.js';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export const holdfast = async (...args: readonly string[]): Promise<Ended> => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
};

/** `holdfast run --json`, whose records can be waited for. */
export class Run {
  readonly records: TransitionRecord[] = [];
  readonly #child;
  readonly #closed: Promise<unknown>;
  #seen = 0;
  #wake: () => void = () => {};

  constructor(file: string, ...more: readonly string[]) {
    this.#child = spawn(process.execPath, [MAIN, 'run', file, '--json', ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#closed = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.records.push(JSON.parse(line) as TransitionRecord);
      this.#wake();
    });
  }

  /** The next record after those already waited for that is like this; the test's own time limit ends a wait in vain. */
  async until(like: (record: TransitionRecord) => boolean): Promise<TransitionRecord> {
    for (;;) {
      for (; this.#seen < this.records.length; this.#seen += 1) {
        const record = this.records[this.#seen];
        if (record !== undefined && like(record)) {
          this.#seen += 1;
          return record;
        }
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** As Ctrl-C does. @returns the exit status */
  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    await this.#closed;
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
