/** YAML text as plain values that remember where they stand. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, Pair, YAMLError } from 'yaml';
import { tooDeepAt } from './depth.ts';

export type Path = readonly (string | number)[];

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
}

export interface Tree {
  /** Maps, lists, strings, numbers, booleans and null. `undefined` when the text cannot be read as YAML. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** Where this key, or what it stands for, is; for a path that is not there, where its nearest ancestor is. */
  find(path: Path, about: 'name' | 'value'): Place;
}

/** Aliases count each time they are used, so that a few lines cannot unfold into gigabytes. A large file has some thousands. */
const MOST_NODES = 50_000;
/** A link’s options nest four deep, in groups two more for each; further down is a slip, or an alias inside what it stands for. */
const DEEPEST = 32;
/** They would reach into JavaScript's own objects. */
const inherited: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

interface Spot {
  readonly name: number;
  readonly value: number;
}

export function readTree(text: string): Tree {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const deep = tooDeepAt(text, DEEPEST);
  if (deep !== null) {
    const place = placeIn(text, deep);
    const fault = { ...place, path: [], found: 'deeper nesting', expected: `at most ${String(DEEPEST)} levels` };
    return { value: undefined, faults: [fault], find: () => place };
  }
  // Its own search for names that stand twice compares each with each: a minute for a large map.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const broken = [...document.errors, ...document.warnings].map((error) => syntaxFault(error, at));
  const walk = new Walk(at);
  const whole = document.errors.length === 0 ? walk.plain(document.contents, []) : undefined;
  const value = walk.full ? undefined : whole;
  return { value, faults: [...broken, ...walk.faults], find: (path, about) => at(walk.offset(path, about)) };
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function syntaxFault(error: YAMLError, at: (offset: number) => Place): Fault {
  const [from] = error.pos;
  const told = (found: string, expected: string): Fault => ({ ...at(from), path: [], found, expected });
  if (error.code === 'TAB_AS_INDENT') return told('a tab', 'spaces: in YAML tabs do not indent');
  if (error.code === 'MULTIPLE_DOCS') return told('a second document', 'one');
  return told('broken YAML', `its rules kept: ${error.message}`);
}

/** One pass over a document: values out, places kept, faults gathered. */
class Walk {
  readonly faults: Fault[] = [];
  /** Some of the document was left out. */
  full = false;
  readonly #at: (offset: number) => Place;
  readonly #spots = new Map<string, Spot>();
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;

  constructor(at: (offset: number) => Place) {
    this.#at = at;
  }

  offset(path: Path, about: 'name' | 'value'): number {
    const spot = this.#spots.get(JSON.stringify(path));
    if (spot !== undefined) return spot[about];
    // What is missing is missed where it should stand: told at the name of the map that lacks it.
    return path.length === 0 ? 0 : this.offset(path.slice(0, -1), 'name');
  }

  plain(node: Node | null, path: Path, key?: Node): unknown {
    const offset = node?.range?.[0] ?? key?.range?.[0] ?? 0;
    this.#spots.set(JSON.stringify(path), { name: key?.range?.[0] ?? offset, value: offset });
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES || path.length > DEEPEST) return this.#tooMuch(offset);
    if (isAlias(node)) {
      const meant = this.#anchors.get(node.source);
      if (meant !== undefined) return this.plain(meant, path, key);
      return this.#refuse(
        offset,
        path,
        `*${node.source}, of which there is no &${node.source} before it`,
        'a known alias',
      );
    }
    if (node?.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return this.#map(node.items as readonly Pair<Node, Node | null>[], path);
    if (isSeq(node)) return node.items.map((item, i) => this.plain(item as Node, [...path, i]));
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'object' && value !== null)
      return this.#refuse(
        offset,
        path,
        `a value of the tag ${node.tag ?? ''}`,
        'plain text, a number, true, false or null',
      );
    return value;
  }

  #map(pairs: readonly Pair<Node, Node | null>[], path: Path): unknown {
    const map: Record<string, unknown> = {};
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source) : undefined;
      const offset = key.range?.[0] ?? 0;
      if (name === undefined || name === '') this.#refuse(offset, path, 'a name that is no text', 'a plain name');
      else if (inherited.has(name)) this.#refuse(offset, [...path, name], `the name '${name}'`, 'another name');
      // The first is taken.
      else if (Object.hasOwn(map, name)) this.#refuse(offset, [], `the name '${name}' a second time`, 'each name once');
      else map[name] = this.plain(value, [...path, name], key);
    }
    return map;
  }

  /** Told once: what is left out is left out everywhere. */
  #tooMuch(offset: number): undefined {
    if (this.full) return undefined;
    this.full = true;
    const limits = `at most ${String(MOST_NODES)} values and ${String(DEEPEST)} levels, aliases unfolded`;
    return this.#refuse(offset, [], 'more than that', limits);
  }

  #refuse(offset: number, path: Path, found: string, expected: string): undefined {
    this.faults.push({ ...this.#at(offset), path, found, expected });
    return undefined;
  }
}
