/** What `holdfast call` sends: text, hex, or a file's bytes. */
import { readFileSync, statSync } from 'node:fs';
import { greatestFrame } from '../contract/options/framing.ts';
import { fromHex, fromText } from '../contract/options/octets.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './command.ts';

/** @throws UsageError */
export function callMessage(args: Arguments): Uint8Array {
  const given = ['text', 'hex', 'file'].filter((name) => args.text(name) !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) throw new UsageError('expected one of --text, --hex and --file');
  const value = args.text(kind) ?? '';
  if (kind === 'file') return fromFile(value);
  const bytes = kind === 'text' ? fromText(value) : fromHex(value.replaceAll(' ', ''));
  if (bytes !== null) return bytes;
  throw new UsageError(
    kind === 'text'
      ? '--text: found another escape than \\r \\n \\t \\0 \\\\ and \\xHH; a backslash itself is \\\\'
      : '--hex: expected hex digits in pairs',
  );
}

function fromFile(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > greatestFrame)
      throw new UsageError(`--file: ${path} has ${String(size)} bytes; a frame has at most 1 GiB`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    throw new UsageError(`--file: ${path} cannot be read: ${error.message}`, { cause: error });
  }
}
