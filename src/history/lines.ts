/** The bytes of a log as its lines, in bounded memory, whatever is in them. */
import type { Bytes } from './bytes.ts';

/** Read at once: some 2,500 lines, in which a page still draws its frames. */
const CHUNK = 1 << 20;
/** The longest line that is taken; the archived definitions of all charts are a tenth of it. */
const LONGEST_LINE = 1 << 20;

const NEWLINE = 10;

export interface Line {
  /** Where it begins, counted through all files. */
  readonly from: number;
  /** Without its end. */
  readonly text: string;
  /** `torn`: the file ends before the line does. `long`: no line of a log is; nothing is read of this file beyond it. */
  readonly state: 'whole' | 'torn' | 'long';
}

const utf8 = new TextDecoder();

/** All lines that a read has made whole, one batch a read; and how far the reading has come. */
export async function* readLines(
  bytes: Bytes,
): AsyncGenerator<{ readonly lines: Line[]; readonly read: number }, void> {
  for (const { part, begin } of bytes.parts()) {
    let held = new Uint8Array();
    for (let at = 0; at < part.size;) {
      const chunk = await part.read(at, Math.min(at + CHUNK, part.size));
      // It has become shorter since it was measured.
      if (chunk.length === 0) break;
      const all = held.length === 0 ? chunk : joined(held, chunk);
      const from = begin + at - held.length;
      at += chunk.length;
      const end = all.lastIndexOf(NEWLINE) + 1;
      const lines = split(all.subarray(0, end), from);
      held = Uint8Array.from(all.subarray(end));
      const long = lines.at(-1)?.state === 'long' || held.length > LONGEST_LINE;
      if (held.length > LONGEST_LINE) lines.push({ from: from + end, text: '', state: 'long' });
      if (long) held = new Uint8Array();
      yield { lines, read: begin + at };
      if (long) break;
    }
    if (held.length > 0) {
      const from = begin + part.size - held.length;
      yield { lines: [{ from, text: utf8.decode(held), state: 'torn' }], read: begin + part.size };
    }
  }
}

/** Decoded at once where each byte is a character, which nearly all lines are. @param bytes whole lines */
function split(bytes: Uint8Array, from: number): Line[] {
  const lines: Line[] = [];
  const whole = utf8.decode(bytes);
  const alike = whole.length === bytes.length;
  for (let at = 0; at < bytes.length;) {
    const end = alike ? whole.indexOf('\n', at) : bytes.indexOf(NEWLINE, at);
    const long = end - at > LONGEST_LINE;
    const text = alike ? whole.slice(at, end) : utf8.decode(bytes.subarray(at, end));
    lines.push({ from: from + at, text: long ? '' : text, state: long ? 'long' : 'whole' });
    if (long) break;
    at = end + 1;
  }
  return lines;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
