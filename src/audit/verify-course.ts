/** Does each entry stand where it may? Segments in their order, runs one after another, nothing behind an end. */
import type { CloseEntry, Entry, SegmentEntry, TurnEntry } from './entries.ts';
import { FORMAT, NO_HASH } from './entries.ts';
import { Accounts } from './verify-accounts.ts';

export class Course {
  #segment: SegmentEntry | null = null;
  #accounts = new Accounts('all');
  /** The last entry of the file at hand; null while more may come. */
  #end: TurnEntry | CloseEntry | null = null;
  readonly #runs = new Set<string>();

  /** The header of the file at hand. */
  get segment(): SegmentEntry | null {
    return this.#segment;
  }

  /** Seqs that this run has told of. */
  get highest(): number {
    return this.#accounts.highest;
  }

  /** How many runs have begun. */
  get runs(): number {
    return this.#runs.size;
  }

  get end(): TurnEntry | CloseEntry | null {
    return this.#end;
  }

  /**
   * @param first the file's first line
   * @param number of the file
   * @param hash of the last checkpoint before this file
   * @returns what is wrong; null: nothing
   */
  take(entry: Entry, first: boolean, number: number, hash: string): string | null {
    if (first !== (entry.type === 'segment'))
      return first ? 'the file does not begin with its header' : 'a header stands within a file';
    if (entry.type === 'segment') return this.#begin(entry, number, hash);
    if (this.#end !== null) return `a ${entry.type} stands behind the file's end`;
    if (entry.type === 'checkpoint') return 'a checkpoint is not written as one is';
    if (entry.type !== 'turn' && entry.type !== 'close') return this.#accounts.take(entry);
    this.#end = entry;
    return entry.type === 'close' ? this.#accounts.close(entry.seq) : null;
  }

  #begin(header: SegmentEntry, number: number, hash: string): string | null {
    const before = this.#segment;
    const end = this.#end;
    this.#segment = header;
    this.#end = null;
    if (header.format !== FORMAT)
      return `the log is of format ${String(header.format)}, and this version reads ${String(FORMAT)}`;
    if (header.segment !== number) return `the file says that it is the log's number ${String(header.segment)}`;
    if (header.previous !== (number === 1 ? NO_HASH : hash)) return 'the file does not follow on the one before it';
    // A process may die once it has turned a file over, and before the next one is there: its successor begins that.
    const ended = before === null || end?.type !== 'turn' || end.why === 'recovered';
    if (ended || header.run !== before.run) return this.#run(header);
    return this.#goOn(header, before);
  }

  #run(header: SegmentEntry): string | null {
    this.#accounts = new Accounts(header.level);
    if (this.#runs.has(header.run)) return 'a run begins that has been before';
    this.#runs.add(header.run);
    return header.next === 1 ? null : `a run begins with record ${String(header.next)}`;
  }

  #goOn(header: SegmentEntry, before: SegmentEntry): string | null {
    if (header.level !== before.level || header.origin !== before.origin)
      return 'a run changes its level or its origin';
    const next = this.#accounts.highest + 1;
    const fits = header.level === 'all' ? header.next === next : header.next >= next;
    return fits ? null : `the file begins with record ${String(header.next)}, and ${String(next)} comes next`;
  }
}
