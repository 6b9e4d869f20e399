import { posix } from 'node:path';
import type { Import } from './imports.ts';
import { readModule } from './imports.ts';
import type { Place } from './table.ts';
import { computed, MOST_LINES, packages, places, sockets } from './table.ts';

/** Each rule, by the name that a planted file must break. */
export const rules = [
  'place-unknown',
  'row-higher',
  'row-same',
  'outside',
  'self-contained',
  'package',
  'node',
  'socket',
  'computed',
  'require',
  'default-export',
  'too-long',
] as const;

export type Rule = (typeof rules)[number];

export interface Breach {
  readonly rule: Rule;
  /** `file:line` and what is wrong there. */
  readonly says: string;
}

/** `src/link/pool.ts` → `src/link`; a file directly in `src/` is a place of its own. */
const placeOf = (file: string): string => {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? `src/${second}` : top;
};

const isRootFile = (place: string): boolean => place.endsWith('.ts');

const packageOf = (specifier: string): string => {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
};

const relative = (file: string, name: string, own: Place, to: string): Rule | null => {
  const target = posix.join(posix.dirname(file), to);
  const targetName = placeOf(target);
  const place = places[targetName];
  if (place === undefined) return 'outside';
  if (targetName === name) return own.selfContained && file !== `${name}/index.ts` ? 'self-contained' : null;
  if (place.row < own.row) return null;
  if (place.row > own.row) return 'row-higher';
  return isRootFile(targetName) && isRootFile(name) ? null : 'row-same';
};

const bare = (file: string, name: string, own: Place, specifier: string): Rule | null => {
  if (specifier.startsWith('node:')) {
    if (own.node !== true) return 'node';
    const opens = sockets.modules.some((module) => module === specifier);
    return opens && !sockets.places.some((place) => place === name) ? 'socket' : null;
  }
  const allowed = packages[packageOf(specifier)] ?? [];
  return allowed.some((prefix) => file.startsWith(prefix)) ? null : 'package';
};

const judge = (file: string, name: string, own: Place, { from, required }: Import): Rule | null => {
  if (required) return 'require';
  if (from === null) return computed.includes(file) ? null : 'computed';
  return from.startsWith('.') ? relative(file, name, own, from) : bare(file, name, own, from);
};

/** What one file breaks. `file` is its path from the root of the repository, with slashes. */
export const breaches = (file: string, source: string): readonly Breach[] => {
  const name = placeOf(file);
  const own = places[name];
  if (own === undefined) return [{ rule: 'place-unknown', says: `${file}: the table has no ${name}` }];

  const { imports, defaults, lines } = readModule(file, source);
  const found: Breach[] = [];
  for (const one of imports) {
    const rule = judge(file, name, own, one);
    const what = one.from ?? 'something computed';
    if (rule !== null) found.push({ rule, says: `${file}:${String(one.line)} imports ${what}: ${rule}` });
  }
  for (const line of defaults) found.push({ rule: 'default-export', says: `${file}:${String(line)} default export` });
  if (lines > MOST_LINES) found.push({ rule: 'too-long', says: `${file}: ${String(lines)} lines` });
  return found;
};
