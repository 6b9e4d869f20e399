/** The files of a log: `audit.ndjson`, `audit.2.ndjson`, … beside each other. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HoldfastError } from '../contract/errors.ts';
import { segmentFile } from './entries.ts';

export interface SegmentPlace {
  readonly segment: number;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Those that are there, in order; a number that is missing between them is the reader's to judge.
 * @throws HoldfastError `audit-unreadable` when there is none, or their folder cannot be read
 */
export async function segmentsOf(log: string): Promise<readonly SegmentPlace[]> {
  const folder = dirname(log);
  try {
    const names = new Set(await readdir(folder));
    const found: SegmentPlace[] = [];
    for (const [segment, name] of numbered(basename(log), names)) {
      const file = segment === 1 ? log : join(folder, name);
      found.push({ segment, file, bytes: (await stat(file)).size });
    }
    if (found.length > 0) return found;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HoldfastError('audit-unreadable', `${log}: ${why}`, { cause });
  }
  throw new HoldfastError('audit-unreadable', `${log}: there is no such file`);
}

/** By number, in order. A name counts only if its number is written as a log writes it: not `audit.02.ndjson`. */
function numbered(log: string, names: ReadonlySet<string>): readonly (readonly [number, string])[] {
  const found: [number, string][] = [];
  const cut = log.lastIndexOf('.') > 0 ? log.lastIndexOf('.') : log.length;
  for (const name of names) {
    const digits = name.slice(cut + 1, name.length - (log.length - cut));
    const segment = name === log ? 1 : /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0;
    if (segment > 0 && segmentFile(log, segment) === name) found.push([segment, name]);
  }
  return found.toSorted(([a], [b]) => a - b);
}
