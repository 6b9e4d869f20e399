/** What `holdfast call` sends: text, hex, or a file's bytes. */
import { closeSync, openSync, readSync } from 'node:fs';
import { fromHex, fromText } from '../contract/options/octets.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './command.ts';

/** What is to be sent, before it is read; the file is not opened yet. */
export type MessageSource = { readonly bytes: Uint8Array } | { readonly file: string };

/** @throws UsageError */
export function messageSource(args: Arguments): MessageSource {
  const given = ['text', 'hex', 'file'].filter((name) => args.text(name) !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) throw new UsageError('expected one of --text, --hex and --file');
  const value = args.text(kind) ?? '';
  if (kind === 'file') return { file: value };
  const bytes = kind === 'text' ? fromText(value) : fromHex(value.replaceAll(' ', ''));
  if (bytes !== null) return { bytes };
  throw new UsageError(
    kind === 'text'
      ? '--text: found another escape than \\r \\n \\t \\0 \\\\ and \\xHH; a backslash itself is \\\\'
      : '--hex: expected hex digits in pairs',
  );
}

/**
 * @param maxFrame of the link, bytes: no longer message can be sent
 * @throws UsageError for a file that cannot be read, or holds more
 */
export function readMessage(source: MessageSource, maxFrame: number): Uint8Array {
  if ('bytes' in source) return source.bytes;
  const { file } = source;
  let bytes;
  try {
    bytes = readAtMost(file, maxFrame);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`--file: ${file} cannot be read: ${error.message}`, { cause: error });
  }
  if (bytes === null)
    throw new UsageError(`--file: ${file} has more than ${String(maxFrame)} bytes, the maxFrame of this framing`);
  return bytes;
}

/** Enough for most messages in one read. */
const CHUNK = 2 ** 16;

/** `null`: there is more. A device or a pipe has no size, and may have no end. */
function readAtMost(file: string, most: number): Uint8Array | null {
  const chunks: Buffer[] = [];
  const handle = openSync(file, 'r');
  try {
    for (let left = most; ;) {
      const chunk = Buffer.alloc(Math.min(CHUNK, left + 1));
      const read = readSync(handle, chunk);
      if (read === 0) return Buffer.concat(chunks);
      left -= read;
      if (left < 0) return null;
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
}
