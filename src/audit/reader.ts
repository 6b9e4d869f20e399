/** A log as its entries, file after file: for those who show it. Whoever must trust it asks `verify`. */
import type { Entry } from './entries.ts';
import { parseEntry } from './reader-entry.ts';
import { readLines } from './reader-lines.ts';
import { segmentsOf } from './reader-segments.ts';

/** An entry, or what stands there in place of one. */
export interface Found {
  readonly file: string;
  readonly line: number;
  readonly entry: Entry | null;
  /** Why there is no entry; '' where there is one. */
  readonly problem: string;
}

/**
 * What a torn end or a broken line holds comes as a problem, and reading goes on behind it.
 * @throws HoldfastError `audit-unreadable`
 */
export async function* readLog(log: string): AsyncGenerator<readonly Found[], void> {
  for (const { file } of await segmentsOf(log)) {
    for await (const lines of readLines(file))
      yield lines.map(({ number, bytes, state }) => {
        const where = { file, line: number, entry: null };
        if (state === 'long') return { ...where, problem: 'the line is longer than any line of a log' };
        const parsed = parseEntry(bytes.toString('utf8', 0, state === 'torn' ? bytes.length : bytes.length - 1));
        if ('entry' in parsed) return { ...where, entry: parsed.entry, problem: '' };
        return { ...where, problem: state === 'torn' ? 'the last line is torn' : parsed.problem };
      });
  }
}
