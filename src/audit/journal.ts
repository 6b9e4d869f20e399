/**
 * Lines in batches, and batches in files: collected, written, kept while they cannot be, and turned over to a new file.
 *
 * A batch that cannot be written stays first in a row, and each second the row is tried again from there.
 */
import { BatchBytes } from './batch-bytes.ts';
import { BATCH } from './entries.ts';
import type { TurnEntry } from './entries.ts';
import { entryLine } from './lines.ts';
import type { SegmentFile } from './segment-file.ts';

/** A disk that is full or away is so for seconds at least. */
const RETRY_MS = 1_000;

/** One-shot timers. */
export interface Timers {
  /** @param ref it keeps the process alive. @returns what ends it */
  after(ms: number, ref: boolean, run: () => void): () => void;
}

export interface JournalLimits {
  readonly rotate: { readonly size: number; readonly age: number };
  /** Bytes that may wait. */
  readonly buffer: number;
}

export interface JournalOwner {
  /** The next segment's file, its header written; `next`: the seq that comes next. @throws what the file system says */
  open(next: number): SegmentFile;
  /** A file is about to be turned over: whatever must stand in it is to be added now. */
  turning(): void;
  /** Writing fails, and did not before. */
  failed(error: unknown): void;
  /** It works again, and all that waited is written. */
  mended(): void;
}

interface Batch {
  lines: Buffer;
  readonly entries: number;
  /** The last seq that it tells. */
  readonly seq: number;
  /** The last of its file. */
  readonly last: boolean;
}

export class Journal {
  readonly #owner: JournalOwner;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #wall: () => number;
  readonly #limits: JournalLimits;
  #file: SegmentFile | null;
  #begun: number;
  /** Not yet a batch. */
  readonly #bytes = new BatchBytes();
  #entries = 0;
  /** The last seq that was added, and the last that is in a file. */
  #seq = 0;
  #written = 0;
  /** Not yet in the file. */
  readonly #row: Batch[] = [];
  #waiting = 0;
  #failing = false;
  /** Entries are being added that belong together: they are written when all are there. */
  #holding = false;
  #unarm: (() => void) | null = null;

  constructor(
    owner: JournalOwner,
    file: SegmentFile,
    limits: JournalLimits,
    timers: Timers,
    clock: { readonly now: () => number; readonly wall: () => number },
  ) {
    this.#owner = owner;
    this.#file = file;
    this.#limits = limits;
    this.#timers = timers;
    this.#now = () => clock.now();
    this.#wall = () => clock.wall();
    this.#begun = this.#now();
  }

  /** No more may be added: what waits has filled the buffer. */
  get full(): boolean {
    return this.#failing && this.#waiting + this.#bytes.length >= this.#limits.buffer;
  }

  get failing(): boolean {
    return this.#failing;
  }

  /** @param seq the last that the entry tells */
  add(line: string, seq: number): void {
    this.#append(line);
    if (seq > this.#seq) this.#seq = seq;
    if (this.#entries >= BATCH.entries) {
      this.#seal(false);
      if (!this.#failing && !this.#holding) this.#drain();
    } else this.#arm();
  }

  /** Writes all that is there, now. @returns whether it is written */
  flush(): boolean {
    this.#seal(false);
    return this.#drain();
  }

  /** What `add` does goes on in one piece: nothing is written before it is through. */
  hold(add: () => void): void {
    this.#holding = true;
    try {
      add();
    } finally {
      this.#holding = false;
    }
    this.#arm();
  }

  /** Writes all that is there, with this line as the last of the file. @returns whether it is written */
  close(line: string): boolean {
    this.#append(line);
    this.#seal(true);
    const written = this.#drain();
    this.leave();
    return written;
  }

  /** Ends without another write. */
  leave(): void {
    this.#unarm?.();
    this.#unarm = null;
    this.#part();
  }

  /** Until a batch is full or has waited for so long. */
  #arm(): void {
    this.#unarm ??= this.#timers.after(BATCH.ms, true, () => this.#rung());
  }

  #append(line: string): void {
    this.#bytes.add(line);
    this.#entries += 1;
  }

  #rung(): void {
    this.#unarm = null;
    this.flush();
  }

  #seal(last: boolean): void {
    if (this.#entries === 0) return;
    const taken = this.#bytes.take();
    // What is written at once need not be copied.
    const lines = this.#failing || this.#holding ? Buffer.from(taken) : taken;
    this.#row.push({ lines, entries: this.#entries, seq: this.#seq, last });
    this.#waiting += lines.length;
    this.#entries = 0;
  }

  #drain(): boolean {
    try {
      if (this.#writeRow()) this.#turnOver();
    } catch (error) {
      this.#fail(error);
      return false;
    }
    if (this.#failing) {
      this.#failing = false;
      this.#unarm?.();
      this.#unarm = null;
      this.#owner.mended();
    }
    return true;
  }

  /** @returns whether there was anything to write */
  #writeRow(): boolean {
    const some = this.#row.length > 0;
    for (let batch = this.#row[0]; batch !== undefined; batch = this.#row[0]) {
      const file = this.#opened();
      if (file.gone) {
        this.#part();
        throw new Error('the file was deleted while it was written');
      }
      file.put(batch.lines, batch.entries);
      this.#row.shift();
      this.#waiting -= batch.lines.length;
      this.#written = batch.seq;
      if (batch.last) this.#part();
    }
    return some;
  }

  #opened(): SegmentFile {
    if (this.#file === null) {
      this.#file = this.#owner.open(this.#written + 1);
      this.#begun = this.#now();
    }
    return this.#file;
  }

  #part(): void {
    this.#file?.close();
    this.#file = null;
  }

  #isDue(): TurnEntry['why'] | null {
    if (this.#file === null) return null;
    if (this.#file.size >= this.#limits.rotate.size) return 'size';
    return this.#now() - this.#begun >= this.#limits.rotate.age ? 'age' : null;
  }

  #turnOver(): void {
    const why = this.#isDue();
    if (why === null) return;
    this.hold(() => this.#owner.turning());
    const turn: TurnEntry = { type: 'turn', at: this.#wall(), why, cut: 0 };
    this.#append(entryLine(turn));
    this.#seal(true);
    this.#writeRow();
    this.#opened();
  }

  #fail(error: unknown): void {
    this.#unarm?.();
    this.#unarm = this.#timers.after(RETRY_MS, false, () => this.#rung());
    if (this.#failing) return;
    this.#failing = true;
    const last = this.#row.at(-1);
    if (last !== undefined) last.lines = Buffer.from(last.lines);
    this.#owner.failed(error);
  }
}
