/** Files that a configuration names: looked for beside it, and nowhere else. */
import { realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { found } from '../contract/options/words.ts';

/** Four times all public authorities. */
const LARGEST = 2 ** 20;

export type Beside =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly found: string; readonly expected: string };

export interface Where {
  /** What the path is relative to: the folder of the file that names it. */
  readonly folder: string;
  /** What it must not leave, by a link neither: the folder of the configuration. */
  readonly home: string;
}

/** The whole path, of a file that need not be there yet; null where it leaves the folder. */
export function insideOf(folder: string, path: string, home: string = folder): string | null {
  const whole = resolve(realpathSync(folder), path);
  return whole.startsWith(realpathSync(home) + sep) ? whole : null;
}

const refused = (was: string, expected: string): Beside => ({ ok: false, found: was, expected });

/** The real path of a file that is there. @param what `a PEM file`, for messages */
export function fileBeside(path: unknown, { folder, home }: Where, what: string): Beside {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    return refused(found(path), `the path of ${what}, relative to this file`);
  const inside = folder === home ? 'a path inside the folder of this file' : 'a path inside the configuration’s folder';
  try {
    const whole = insideOf(folder, path, home);
    if (whole === null) return refused(found(path), inside);
    const real = realpathSync(whole);
    if (!real.startsWith(realpathSync(home) + sep)) return refused(`${found(path)}, a link to elsewhere`, inside);
    const { size } = statSync(real);
    if (!statSync(real).isFile()) return refused(`${found(path)}, which is no file`, what);
    if (size > LARGEST) return refused(`${found(path)} of ${String(size)} bytes`, `${what} of at most 1 MiB`);
    return { ok: true, path: real };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return refused(`${found(path)}, which cannot be read (${code})`, what);
  }
}
