/** The links and listeners of a configuration, in groups or not: each with what it extends, checked by the schema of its kind. */
import { checkLink, linkFields, nameProblem } from '../contract/options/link.ts';
import type { LinkInput, LinkOptions } from '../contract/options/link.ts';
import { checkListener, listenerFields } from '../contract/options/listener.ts';
import type { ListenerData, ListenerOptions } from '../contract/options/listener.ts';
import { check } from '../contract/options/problem.ts';
import type { Checked, OptionProblem } from '../contract/options/problem.ts';
import { nearest } from '../contract/options/words.ts';
import { childKeys, DEEPEST_GROUP, groupInFile } from './group.ts';
import type { ChildKey, ConfiguredGroup } from './group.ts';
import type { Mistakes } from './mistakes.ts';
import { isMap, originOf, partOf, valueOf, without } from './part.ts';
import type { Part, Source } from './part.ts';
import { PemFiles } from './pem-files.ts';
import { Templates } from './templates.ts';
import type { Path } from './tree.ts';

export interface ConfiguredLink {
  /** For `supervisor.link(name, input)`: as in the file, with what it extends and the texts of the files it names. */
  readonly input: LinkInput;
  /** What that comes to. */
  readonly options: LinkOptions;
}

export interface ConfiguredListener {
  /** For `supervisor.listener(name, input)`. */
  readonly input: ListenerData;
  /** What that comes to. */
  readonly options: ListenerOptions;
}

/** Templates are unfolded for each that extends them, so that a small file could come to gigabytes. Ten thousand links of 50 values. */
const MOST_VALUES = 500_000;

interface Kind<Input, Options> {
  readonly names: readonly string[];
  check(input: unknown): Checked<Options>;
  into(entries: Entries): Map<string, { readonly input: Input; readonly options: Options }>;
}

const linkKind: Kind<LinkInput, LinkOptions> = {
  names: Object.keys(linkFields.shape),
  check: checkLink,
  into: ({ links }) => links,
};
const listenerKind: Kind<ListenerData, ListenerOptions> = {
  names: Object.keys(listenerFields.shape),
  check: checkListener,
  into: ({ listeners }) => listeners,
};

const isChildKey = (key: string): key is ChildKey => (childKeys as readonly string[]).includes(key);

export class Entries {
  readonly links = new Map<string, ConfiguredLink>();
  readonly listeners = new Map<string, ConfiguredListener>();
  readonly groups = new Map<string, ConfiguredGroup>();
  /** What has each name: `link`. */
  readonly #taken = new Map<string, string>();
  readonly #source: Source;
  readonly #mistakes: Mistakes;
  readonly #templates: Templates;
  #room = MOST_VALUES;

  constructor(source: Source, mistakes: Mistakes) {
    this.#source = source;
    this.#mistakes = mistakes;
    this.#templates = new Templates(source.folder, mistakes);
  }

  /** @returns the names of what stands in no group, in the order of the file */
  read(): readonly string[] {
    return this.#below([], this.#source.tree.value);
  }

  #below(at: Path, map: unknown): readonly string[] {
    if (!isMap(map)) return [];
    return Object.keys(map).flatMap((key) => (isChildKey(key) ? this.#children([...at, key], key, map[key]) : []));
  }

  #children(at: Path, key: ChildKey, map: unknown): readonly string[] {
    if (!isMap(map)) return [];
    const names = this.#inOrder(at, Object.keys(map));
    for (const name of names) {
      const path = [...at, name];
      this.#takeName(key, path, name);
      if (key === 'groups') this.#group(path, name, map[name]);
      else if (key === 'links') this.#entry(linkKind, path, name, map[name]);
      else this.#entry(listenerKind, path, name, map[name]);
    }
    return names;
  }

  #group(path: Path, name: string, given: unknown): void {
    if (path.length > 2 * DEEPEST_GROUP) {
      const expected = `at most ${String(DEEPEST_GROUP)} groups one within another`;
      this.#tell(path, { about: 'name', found: 'one more', expected });
      return;
    }
    const checked = check(groupInFile, given, { later: new Set() });
    if (!checked.ok) for (const problem of checked.problems) this.#tell([...path, ...problem.path], problem);
    const children = this.#below(path, given);
    if (checked.ok) {
      const { strategy, intensity, restart } = checked.value;
      this.groups.set(name, { options: { strategy, intensity, restart }, children });
    }
  }

  #entry<Input, Options>(kind: Kind<Input, Options>, path: Path, name: string, given: unknown): void {
    const own = this.#slips(partOf(this.#source, path, given), kind.names);
    const { part, whole } = this.#templates.extended(own);
    const hadRoom = this.#room >= 0;
    this.#room -= part.size;
    if (this.#room < 0) {
      if (hadRoom) this.#tellFull(part);
      return;
    }
    const input = new PemFiles(part, path, this.#source.folder, this.#mistakes).read(valueOf(part));
    const checked = kind.check(input);
    if (checked.ok) kind.into(this).set(name, { input: input as Input, options: checked.value });
    else
      for (const problem of checked.problems)
        // What is missing may be in the template that could not be had.
        if (whole || isWritten(part, problem.path))
          this.#mistakes.tell(originOf(part, problem.path), problem, [...path, ...problem.path]);
  }

  /** A map of JavaScript has names that are numbers first. */
  #inOrder(at: Path, names: readonly string[]): readonly string[] {
    const places = new Map(names.map((name) => [name, this.#source.tree.find([...at, name], 'name')]));
    const compare = (a: string, b: string): number => {
      const [one, other] = [places.get(a), places.get(b)];
      return one === undefined || other === undefined ? 0 : one.line - other.line || one.column - other.column;
    };
    return names.toSorted(compare);
  }

  #takeName(key: ChildKey, path: Path, name: string): void {
    const expected = nameProblem(name);
    if (expected !== null) this.#tellName(path, name, expected);
    const known = this.#taken.get(name);
    if (known !== undefined) this.#tellName(path, name, `a name that no ${known} has: they stand in one tree`);
    else this.#taken.set(name, key.slice(0, -1));
  }

  /** `extends` is no option of the schema, which so cannot tell a slip of it. */
  #slips(part: Part, names: readonly string[]): Part {
    let right = part;
    for (const [name, { origin }] of part.parts ?? []) {
      if (name === 'extends' || names.includes(name) || nearest(name, [...names, 'extends']) !== 'extends') continue;
      this.#mistakes.tell(origin, { about: 'name', found: `the unknown name '${name}'`, expected: "'extends'" });
      right = without(right, name);
    }
    return right;
  }

  #tellName(path: Path, name: string, expected: string): void {
    this.#tell(path, { about: 'name', found: `the name '${name}'`, expected });
  }

  #tell(path: Path, problem: Pick<OptionProblem, 'about' | 'found' | 'expected'>): void {
    this.#mistakes.tell({ source: this.#source, path }, problem);
  }

  #tellFull({ origin }: Part): void {
    const expected = `at most ${String(MOST_VALUES)} values in all, templates unfolded`;
    this.#mistakes.tell(origin, { about: 'name', found: 'more than that', expected });
  }
}

/** Somebody wrote something at this path. */
function isWritten(part: Part, path: Path): boolean {
  let value = valueOf(part);
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return true;
}
