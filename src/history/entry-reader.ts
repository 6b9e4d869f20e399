/** Entries of a log that was read before, wherever they lie: those near each other are had with one read. */
import type { Entry } from '../audit/entries.ts';
import { parseEntry } from '../audit/reader-entry.ts';
import type { Bytes } from './bytes.ts';
import type { Columns } from './columns.ts';

/** What lies between two entries is read rather than left out, up to so many bytes. */
const NEAR = 16_384;
/** Read at once. */
const MOST_AT_ONCE = 1 << 20;
/** Longer than nearly all lines; a line that is not whole in it is read again. */
const LINE = 4_096;
const LONGEST_LINE = 1 << 20;

const NEWLINE = 10;
const utf8 = new TextDecoder();

export class EntryReader {
  readonly #bytes: Bytes;
  readonly #columns: Columns;

  constructor(bytes: Bytes, columns: Columns) {
    this.#bytes = bytes;
    this.#columns = columns;
  }

  /** @param entries in order; what is no longer in the file is left out */
  async *all(entries: readonly number[]): AsyncGenerator<{ readonly i: number; readonly entry: Entry }, void> {
    for (let at = 0; at < entries.length;) {
      const first = entries[at] ?? 0;
      const from = this.#from(first);
      const end = this.#bytes.end(from);
      let until = at + 1;
      for (; until < entries.length; until += 1) {
        const next = this.#from(entries[until] ?? 0);
        if (next >= end || next - this.#from(entries[until - 1] ?? 0) > NEAR || next - from > MOST_AT_ONCE) break;
      }
      const last = entries[until - 1] ?? first;
      const bytes = await this.#bytes.read({ from, to: Math.min(end, this.#to(last)) });
      for (; at < until; at += 1) {
        const i = entries[at] ?? 0;
        const entry = await this.#entry(bytes, this.#from(i) - from, this.#from(i));
        if (entry !== null) yield { i, entry };
      }
    }
  }

  async one(i: number): Promise<Entry | null> {
    for await (const { entry } of this.all([i])) return entry;
    return null;
  }

  async #entry(bytes: Uint8Array, at: number, from: number): Promise<Entry | null> {
    const end = bytes.indexOf(NEWLINE, at);
    if (end !== -1) return parsed(bytes.subarray(at, end));
    const more = await this.#bytes.read({ from, to: Math.min(this.#bytes.end(from), from + LONGEST_LINE) });
    const whole = more.indexOf(NEWLINE);
    return whole === -1 ? null : parsed(more.subarray(0, whole));
  }

  #from(i: number): number {
    return this.#columns.from[i] ?? 0;
  }

  /** Where its line has ended, if it is not of the longest. */
  #to(i: number): number {
    return Math.min(this.#from(i) + LINE, i + 1 < this.#columns.length ? this.#from(i + 1) : Infinity);
  }
}

function parsed(line: Uint8Array): Entry | null {
  const found = parseEntry(utf8.decode(line));
  return 'entry' in found ? found.entry : null;
}
