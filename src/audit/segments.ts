/** The files of one log, one after the other: which there are, and how the next is begun. */
import { basename, dirname } from 'node:path';
import { segmentFile } from './entries.ts';
import type { Files } from './files.ts';
import { segmentEntry } from './header.ts';
import type { RunFacts } from './header.ts';
import { entryLine } from './lines.ts';
import type { Ending } from './recovery.ts';
import { SegmentFile } from './segment-file.ts';

/** Numbers of the segments that are there, in order. */
export function numbersOf(log: string, files: Files): readonly number[] {
  const name = basename(log);
  const numbers: number[] = [];
  for (const other of files.list(dirname(log))) {
    const number = other === name ? 1 : Number(/\.([1-9]\d{0,8})(?:\.[^.]*)?$/.exec(other)?.[1] ?? 0);
    if (number > 0 && segmentFile(name, number) === other) numbers.push(number);
  }
  return numbers.toSorted((a, b) => a - b);
}

export class Segments {
  readonly #log: string;
  readonly #files: Files;
  readonly #facts: RunFacts;
  readonly #wall: () => number;
  readonly #fsync: boolean;
  #segment: number;
  #hash: string;
  #file: SegmentFile | null = null;

  constructor(log: string, files: Files, facts: RunFacts, wall: () => number, fsync: boolean, ending: Ending) {
    this.#log = log;
    this.#files = files;
    this.#facts = facts;
    this.#wall = wall;
    this.#fsync = fsync;
    this.#segment = ending.segment;
    this.#hash = ending.hash;
  }

  /** Begins the next one with its header. What cannot be begun leaves no file. @throws what the file system says */
  begin(next: number): SegmentFile {
    const segment = this.#segment + 1;
    const path = segmentFile(this.#log, segment);
    const previous = this.#file?.hash ?? this.#hash;
    const header = segmentEntry(this.#facts, { segment, next, at: this.#wall(), previous });
    const descriptor = this.#files.create(path);
    const file = new SegmentFile(this.#files, descriptor, 0, previous, this.#fsync);
    try {
      file.put(Buffer.from(entryLine(header)), 1);
      if (this.#fsync) this.#files.syncFolder(dirname(path));
    } catch (error) {
      file.close();
      this.#files.remove(path);
      throw error;
    }
    this.#segment = segment;
    this.#file = file;
    return file;
  }
}
