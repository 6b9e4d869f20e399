/** A file as its lines, in bounded memory, whatever is in it. */
import { open } from 'node:fs/promises';

/** Read at once. */
const CHUNK = 256 * 1024;
/** The longest line that is taken; the archived definitions of all charts are a tenth of it. */
export const LONGEST_LINE = 1024 * 1024;

const NEWLINE = 10;

export interface Line {
  /** Counts from 1. */
  readonly number: number;
  /** With its line end, where it has one. Valid until the next lines are asked for. */
  readonly bytes: Buffer;
  /** `torn`: the file ends before the line does. `long`: it is longer than any line; nothing is read beyond it. */
  readonly state: 'whole' | 'torn' | 'long';
}

/** All lines that a read has made whole, one batch a read. */
export async function* readLines(file: string): AsyncGenerator<readonly Line[], void> {
  const handle = await open(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    let held = Buffer.alloc(0);
    let number = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, null);
      if (bytesRead === 0) break;
      const lines: Line[] = [];
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, from);
        if (end === -1 || end >= bytesRead) break;
        const part = chunk.subarray(from, end + 1);
        const bytes = held.length === 0 ? part : Buffer.concat([held, part]);
        if (held.length > 0) held = Buffer.alloc(0);
        number += 1;
        lines.push({ number, bytes, state: bytes.length > LONGEST_LINE ? 'long' : 'whole' });
        from = end + 1;
      }
      if (from < bytesRead) held = Buffer.concat([held, chunk.subarray(from, bytesRead)]);
      if (held.length > LONGEST_LINE) lines.push({ number: number + 1, bytes: held, state: 'long' });
      if (lines.length > 0) yield lines;
      if (lines.at(-1)?.state === 'long') return;
    }
    if (held.length > 0) yield [{ number: number + 1, bytes: held, state: 'torn' }];
  } finally {
    await handle.close();
  }
}
