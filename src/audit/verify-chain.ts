/** The chain of hashes as it must be: recomputed line by line. */
import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { checkpointLine, NO_HASH } from './entries.ts';

export class ChainReader {
  #hash = NO_HASH;
  #digest: Hash = createHash('sha256').update(Buffer.from(NO_HASH, 'hex'));
  #entries = 0;

  /** After the last checkpoint. */
  get hash(): string {
    return this.#hash;
  }

  /** Since the last checkpoint. */
  get entries(): number {
    return this.#entries;
  }

  /** A line with its end; no checkpoint. */
  take(line: Uint8Array): void {
    this.#digest.update(line);
    this.#entries += 1;
  }

  /** The checkpoint that must come next, its end included. */
  get checkpoint(): string {
    return checkpointLine(this.#entries, this.#digest.copy().digest('hex'));
  }

  /** It has come. */
  close(): void {
    this.#hash = this.#digest.digest('hex');
    this.#digest = createHash('sha256').update(Buffer.from(this.#hash, 'hex'));
    this.#entries = 0;
  }
}
