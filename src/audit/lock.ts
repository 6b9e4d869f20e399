/** One writer for a log: a file beside it holds the process that writes, and a process that is dead holds nothing. */
import { randomUUID } from 'node:crypto';
import { HoldfastError } from '../contract/errors.ts';
import type { Files } from './files.ts';

/** What tells whether a process lives. */
export interface Processes {
  readonly own: number;
  /** Tells one process from a later one of the same number; '' where the system does not say; null: it is dead. */
  born(pid: number): string | null;
}

interface Holder {
  readonly pid: number;
  readonly born: string;
}

export class Lock {
  readonly #path: string;
  readonly #files: Files;
  readonly #processes: Processes;
  readonly #mine: string;

  constructor(log: string, files: Files, processes: Processes) {
    this.#path = `${log}.lock`;
    this.#files = files;
    this.#processes = processes;
    this.#mine = JSON.stringify({ pid: processes.own, born: processes.born(processes.own) ?? '' });
  }

  /** @throws HoldfastError `audit-locked`; what the file system says */
  take(): void {
    const ready = `${this.#path}.${randomUUID()}`;
    this.#write(ready);
    try {
      // A link comes to be whole or not at all: nobody reads a lock whose owner has not written its name yet.
      if (!this.#link(ready, this.#path)) this.#takeOver(ready);
    } finally {
      if (this.#files.exists(ready)) this.#files.remove(ready);
    }
  }

  /** Takes it again where the folder was lost and came back. @throws as `take` */
  keep(): void {
    if (!this.#files.exists(this.#path)) this.take();
    else if (this.#files.text(this.#path) !== this.#mine) throw this.#locked(this.#path, 'another process took it');
  }

  release(): void {
    try {
      if (this.#files.text(this.#path) === this.#mine) this.#files.remove(this.#path);
    } catch {
      // It went with its folder, or stays behind as that of a dead process, which holds nothing.
    }
  }

  /** Of several that find a dead holder, one alone may put its own name there: whoever holds the lock's lock. */
  #takeOver(ready: string): void {
    const gate = `${this.#path}.take`;
    if (!this.#link(ready, gate)) throw this.#locked(gate, 'another process is taking it over');
    try {
      if (this.#files.exists(this.#path)) {
        const holder = this.#holder();
        if (holder !== null && this.#lives(holder))
          throw this.#locked(this.#path, `process ${String(holder.pid)} has it`);
        this.#files.rename(ready, this.#path);
      } else if (!this.#link(ready, this.#path)) throw this.#locked(this.#path, 'another process was faster');
    } finally {
      this.#files.remove(gate);
    }
  }

  #link(from: string, to: string): boolean {
    try {
      this.#files.link(from, to);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  #write(path: string): void {
    const file = this.#files.create(path);
    try {
      this.#files.write(file, Buffer.from(this.#mine), 0);
    } finally {
      this.#files.close(file);
    }
  }

  /** `null`: what stands there names no process, as after a loss of power. */
  #holder(): Holder | null {
    try {
      const { pid, born } = JSON.parse(this.#files.text(this.#path)) as Partial<Holder>;
      return Number.isSafeInteger(pid) && pid !== undefined && pid > 0 ? { pid, born: born ?? '' } : null;
    } catch {
      return null;
    }
  }

  #lives({ pid, born }: Holder): boolean {
    const now = this.#processes.born(pid);
    return now !== null && (now === born || now === '' || born === '');
  }

  #locked(path: string, why: string): HoldfastError {
    return new HoldfastError(
      'audit-locked',
      `${path}: ${why}; one log has one writer: give each process a log of its own, and delete this file only if none writes`,
    );
  }
}
