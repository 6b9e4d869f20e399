/** `{ file: path }` where a certificate or key may stand: read beside the configuration, and from nowhere else. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { found } from '../contract/options/words.ts';

/** Four times all public authorities. */
const LARGEST = 2 ** 20;

export type PemFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly found: string; readonly expected: string };

/** The whole path, of a file that need not be there yet; null where it leaves the folder. */
export function insideOf(folder: string, path: string): string | null {
  const home = realpathSync(folder);
  const whole = resolve(home, path);
  return whole.startsWith(home + sep) ? whole : null;
}

const refused = (what: string, expected: string): PemFile => ({ ok: false, found: what, expected });

/** @param folder the configuration's own, which the path is relative to and must not leave, by a link neither */
export function readPemFile(path: unknown, folder: string): PemFile {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    return refused(found(path), 'the path of a PEM file, relative to this file');
  const inside = `a path inside the folder of this file`;
  const home = realpathSync(folder);
  const whole = insideOf(folder, path);
  if (whole === null) return refused(found(path), inside);
  try {
    const real = realpathSync(whole);
    if (!real.startsWith(home + sep)) return refused(`${found(path)}, a link to elsewhere`, inside);
    const { size } = statSync(real);
    if (!statSync(real).isFile()) return refused(`${found(path)}, which is no file`, 'a PEM file');
    if (size > LARGEST) return refused(`${found(path)} of ${String(size)} bytes`, 'a PEM file of at most 1 MiB');
    return { ok: true, text: readFileSync(real, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return refused(`${found(path)}, which cannot be read (${code})`, 'a PEM file');
  }
}
