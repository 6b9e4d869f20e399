/** `extends:` resolved: templates by name or from a file beside the configuration, laid one upon another. */
import { dirname, join } from 'node:path';
import { found, nearest } from '../contract/options/words.ts';
import { fileBeside } from './beside.ts';
import type { Mistakes } from './mistakes.ts';
import { isMap, merge, partOf, valueOf, without } from './part.ts';
import type { Origin, Part, Source } from './part.ts';
import { shippedTemplates } from './shipped.ts';
import type { ShippedTemplate } from './shipped.ts';
import { readTextFile } from './text-file.ts';
import type { TextFile } from './text-file.ts';
import { readTree } from './tree.ts';

/** Nobody could tell what a link comes to through more. */
const DEEPEST = 8;
/** At 1 MiB each they are what a process can hold on the side. */
const MOST_FILES = 16;

export interface Extended {
  readonly part: Part;
  /** All that it extends was found; what was not is told. */
  readonly whole: boolean;
}

/** A template: the file it stands in, and its name there. */
interface Meant {
  readonly source: Source;
  readonly name: string;
}

/** What a text of `extends` must be, where it is not. */
type Astray = Pick<Extract<TextFile, { ok: false }>, 'found' | 'expected'>;

const forms = 'the name of a template, or file.yaml#name; `holdfast templates` lists those of the package';

export class Templates {
  readonly #home: string;
  readonly #mistakes: Mistakes;
  readonly #sources = new Map<string, Source | Astray>();
  readonly #known = new Map<string, Extended>();
  #shipped: ReadonlyMap<string, ShippedTemplate> | null = null;

  /** @param home the folder of the configuration, which no file leaves */
  constructor(home: string, mistakes: Mistakes) {
    this.#home = home;
    this.#mistakes = mistakes;
  }

  /** The options with those that they extend below them. */
  extended(part: Part, within: readonly string[] = []): Extended {
    const named = part.parts?.get('extends');
    const own = without(part, 'extends');
    if (named === undefined) return { part: own, whole: true };
    let below: Part | null = null;
    let whole = true;
    for (const [name, origin] of references(named)) {
      const base = this.#base(name, origin, within);
      if (base === null) whole = false;
      else {
        below = below === null ? base.part : merge(below, base.part);
        whole &&= base.whole;
      }
    }
    return { part: below === null ? own : merge(below, own), whole };
  }

  /** What one of `extends` means, with all below it; null where that is nothing, which is told. */
  #base(reference: unknown, origin: Origin, within: readonly string[]): Extended | null {
    const refuse = (was: string, expected: string): null => {
      this.#mistakes.tell(origin, { about: 'value', found: was, expected });
      return null;
    };
    const meant = this.#meant(reference, origin.source);
    if (!('source' in meant)) return refuse(meant.found, meant.expected);
    const { source, name } = meant;
    const id = `${source.file}#${name}`;
    if (within.includes(id))
      return refuse(`${found(reference)}, which extends itself`, 'templates that come to an end');
    if (within.length >= DEEPEST)
      return refuse(found(reference), `at most ${String(DEEPEST)} templates one below another`);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const path = ['templates', name];
    const part = partOf(source, path, templatesOf(source)[name]);
    if (part.parts === null)
      return refuse(`${found(reference)}, which is ${found(part.value)}`, 'a template: a map of options');
    const resolved = this.extended(part, [...within, id]);
    this.#known.set(id, resolved);
    return resolved;
  }

  #meant(reference: unknown, from: Source): Meant | Astray {
    if (typeof reference !== 'string' || reference === '') return { found: found(reference), expected: forms };
    const hash = reference.lastIndexOf('#');
    if (hash < 0) return this.#byName(reference, from);
    const [path, name] = [reference.slice(0, hash), reference.slice(hash + 1)];
    const source = this.#beside(path, from);
    if (!('tree' in source)) return source;
    return Object.hasOwn(templatesOf(source), name)
      ? { source, name }
      : unknown(name, Object.keys(templatesOf(source)));
  }

  /** The file's own come first, so that no template which the package gains takes the place of one. */
  #byName(name: string, from: Source): Meant | Astray {
    if (Object.hasOwn(templatesOf(from), name)) return { source: from, name };
    this.#shipped ??= shippedTemplates();
    const shipped = this.#shipped.get(name);
    if (shipped === undefined) return unknown(name, [...Object.keys(templatesOf(from)), ...this.#shipped.keys()]);
    const source = this.#read(shipped.file, shipped.file, { ok: true, text: shipped.text });
    return 'tree' in source ? { source, name } : source;
  }

  #beside(path: string, { folder, file }: Source): Source | Astray {
    const beside = fileBeside(path, { folder, home: this.#home }, 'a YAML file');
    if (!beside.ok) return beside;
    return this.#read(beside.path, join(dirname(file), path));
  }

  /** @param shown for messages */
  #read(file: string, shown: string, text: TextFile | null = null): Source | Astray {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    if (this.#sources.size >= MOST_FILES)
      return { found: found(shown), expected: `templates of at most ${String(MOST_FILES)} files` };
    const read = text ?? readTextFile(file);
    const source = read.ok ? { file: shown, folder: dirname(file), tree: readTree(read.text) } : read;
    this.#sources.set(file, source);
    if ('tree' in source) this.#mistakes.tellFaults(source);
    return source;
  }
}

function references(part: Part): (readonly [unknown, Origin])[] {
  const { origin } = part;
  const value = valueOf(part);
  if (!Array.isArray(value)) return [[value, origin]];
  return value.map((one: unknown, i) => [one, { source: origin.source, path: [...origin.path, i] }] as const);
}

const templatesOf = ({ tree: { value } }: Source): Readonly<Record<string, unknown>> =>
  isMap(value) && isMap(value['templates']) ? value['templates'] : {};

function unknown(name: string, known: readonly string[]): Astray {
  const near = nearest(name, known);
  return { found: `the unknown template ${found(name)}`, expected: near === null ? forms : `'${near}'` };
}
