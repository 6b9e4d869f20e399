/** One file of the log, open for writing: whole batches or nothing. */
import { chained } from './chain.ts';
import { checkpointLine } from './entries.ts';
import type { Files } from './files.ts';

/** @throws what the file system says, also when it says nothing and takes no bytes */
export function writeAll(files: Files, file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const written = files.write(file, bytes.subarray(done), position + done);
    if (written === 0) throw new Error('the file system takes no bytes, and says no reason');
    done += written;
  }
}

export class SegmentFile {
  readonly #files: Files;
  readonly #file: number;
  readonly #fsync: boolean;
  #size: number;
  #hash: string;
  #out = Buffer.alloc(0);

  /** @param size of what is whole in it; @param previous the hash that its next batch goes on from */
  constructor(files: Files, file: number, size: number, previous: string, fsync: boolean) {
    this.#files = files;
    this.#file = file;
    this.#size = size;
    this.#hash = previous;
    this.#fsync = fsync;
  }

  get size(): number {
    return this.#size;
  }

  get hash(): string {
    return this.#hash;
  }

  /** It was deleted under our hands: what is written to it now is in no folder. */
  get gone(): boolean {
    return this.#files.names(this.#file) === 0;
  }

  /**
   * Writes lines and their checkpoint. When that fails the file is cut back to what it held before, and the same batch
   * may be tried again: it goes to the same place, so that even a cut that fails leaves nothing of it behind then.
   * @throws what the file system says
   */
  put(lines: Uint8Array, entries: number): void {
    const hash = chained(this.#hash, lines);
    const bytes = this.#joined(lines, Buffer.from(checkpointLine(entries, hash)));
    try {
      writeAll(this.#files, this.#file, bytes, this.#size);
      if (this.#fsync) this.#files.sync(this.#file);
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#size += bytes.length;
    this.#hash = hash;
  }

  close(): void {
    try {
      this.#files.close(this.#file);
    } catch {
      // Its batches were written one by one, and each write told its own errors.
    }
  }

  /** In one piece, for one write; in memory that is used again. */
  #joined(lines: Uint8Array, checkpoint: Buffer): Buffer {
    const size = lines.length + checkpoint.length;
    if (this.#out.length < size) this.#out = Buffer.allocUnsafeSlow(2 * size);
    this.#out.set(lines);
    this.#out.set(checkpoint, lines.length);
    return this.#out.subarray(0, size);
  }

  #cutBack(): void {
    try {
      this.#files.truncate(this.#file, this.#size);
    } catch {
      // The next try writes over it, and the recovery of a later run cuts what is torn.
    }
  }
}
