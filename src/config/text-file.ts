/** A configuration's own text: all of a file, within bounds. */
import { closeSync, openSync, readSync } from 'node:fs';

/** A thousand links take about 200 KB. */
const LARGEST = 2 ** 20;

export type TextFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly found: string; readonly expected: string };

const refused = (found: string, expected: string): TextFile => ({ ok: false, found, expected });

/** Never throws for what is wrong with it. */
export function readTextFile(file: string): TextFile {
  let bytes: Uint8Array;
  try {
    bytes = readSome(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return refused(`no readable file (${code})`, 'a YAML file with `links:`');
  }
  if (bytes.length > LARGEST) return refused('a larger file', 'at most 1 MiB');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refused('bytes that are no UTF-8', 'text in UTF-8');
  }
}

/** All of the file, or a byte more than the most it may have: a device or a pipe has no size, and may have no end. */
function readSome(file: string): Uint8Array {
  const bytes = new Uint8Array(LARGEST + 1);
  const handle = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}
