/** `{ file: path }` where a certificate or key may stand: the text of that file. */
import { readFileSync } from 'node:fs';
import { fileBeside } from './beside.ts';
import type { Mistakes } from './mistakes.ts';
import { isMap, originOf } from './part.ts';
import type { Part } from './part.ts';
import type { Path } from './tree.ts';

/** Stands for a file that could not be read, whose mistake is told already. */
const UNREAD = '-----BEGIN UNREAD-----';

/** Options of a map `tls` that may be such a file. */
export const pemOptions: ReadonlySet<string> = new Set(['ca', 'cert', 'key']);

/** Options with the text of each file that a `tls` in them names. */
export class PemFiles {
  readonly #part: Part;
  readonly #at: Path;
  readonly #home: string;
  readonly #mistakes: Mistakes;

  /**
   * @param part where the options were written: paths are relative to the file that names them
   * @param at where they stand, for messages
   * @param home the folder that no path leaves
   */
  constructor(part: Part, at: Path, home: string, mistakes: Mistakes) {
    this.#part = part;
    this.#at = at;
    this.#home = home;
    this.#mistakes = mistakes;
  }

  read(options: unknown, path: Path = []): unknown {
    if (!isMap(options)) return options;
    const isTls = path.at(-1) === 'tls';
    const entries = Object.entries(options).map(([name, value]) => {
      const below = [...path, name];
      return [name, isTls && pemOptions.has(name) ? this.#text(value, below) : this.read(value, below)] as const;
    });
    return Object.fromEntries(entries);
  }

  #text(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((one, i) => this.#text(one, [...path, i]));
    if (!isMap(value) || !('file' in value)) return value;
    const { file, ...rest } = value;
    for (const name of Object.keys(rest)) this.#refuse([...path, name], `the name '${name}'`, '`file` alone');
    const { folder } = originOf(this.#part, [...path, 'file']).source;
    const beside = fileBeside(file, { folder, home: this.#home }, 'a PEM file');
    if (beside.ok) return readFileSync(beside.path, 'utf8');
    this.#refuse([...path, 'file'], beside.found, beside.expected);
    return UNREAD;
  }

  #refuse(path: Path, found: string, expected: string): void {
    const problem = { about: 'value', found, expected } as const;
    this.#mistakes.tell(originOf(this.#part, path), problem, [...this.#at, ...path]);
  }
}
