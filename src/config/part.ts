/** Options that were written in several places, laid one upon another; each value keeps its place. */
import type { Path, Tree } from './tree.ts';

/** A file that options are written in. */
export interface Source {
  /** For messages. */
  readonly file: string;
  /** What paths in it are relative to. */
  readonly folder: string;
  readonly tree: Tree;
}

export interface Origin {
  readonly source: Source;
  readonly path: Path;
}

/** A value where it was written. Never changed: templates are shared by all that extend them. */
export interface Part {
  readonly origin: Origin;
  /** Of a map, by name; null for all else. */
  readonly parts: ReadonlyMap<string, Part> | null;
  readonly value: unknown;
  /** How many values it holds, itself included. */
  readonly size: number;
}

const sizeOf = (value: unknown): number =>
  Array.isArray(value)
    ? value.reduce((sum: number, one: unknown) => sum + sizeOf(one), 1)
    : typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, one: unknown) => sum + sizeOf(one), 1)
      : 1;

const mapPart = (origin: Origin, parts: ReadonlyMap<string, Part>): Part => {
  let size = 1;
  for (const part of parts.values()) size += part.size;
  return { origin, parts, value: undefined, size };
};

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function partOf(source: Source, path: Path, value: unknown): Part {
  const origin = { source, path };
  if (!isMap(value)) return { origin, parts: null, value, size: sizeOf(value) };
  const parts = Object.entries(value).map(([name, one]) => [name, partOf(source, [...path, name], one)] as const);
  return mapPart(origin, new Map(parts));
}

export const without = (part: Part, name: string): Part =>
  part.parts === null ? part : mapPart(part.origin, new Map([...part.parts].filter(([key]) => key !== name)));

/** What a frame holds is one value, however it is written. */
const payloads = ['text', 'hex', 'match'] as const;
/** Maps that differ in these are of different kinds: what belongs to the one is unknown to the other. */
const kinds = ['type', 'mode'] as const;

function mergeable(base: Part, over: Part): boolean {
  if (base.parts === null || over.parts === null) return false;
  for (const name of payloads) if (base.parts.has(name) || over.parts.has(name)) return false;
  return kinds.every((name) => {
    const [below, above] = [base.parts?.get(name), over.parts?.get(name)];
    return below === undefined || above === undefined || below.value === above.value;
  });
}

/** Maps of one kind merge, name by name; anything else is replaced. */
export function merge(base: Part, over: Part): Part {
  if (!mergeable(base, over)) return over;
  const parts = new Map(base.parts);
  for (const [name, part] of over.parts ?? []) {
    const below = parts.get(name);
    parts.set(name, below === undefined ? part : merge(below, part));
  }
  return mapPart(over.origin, parts);
}

export const valueOf = ({ parts, value }: Part): unknown =>
  parts === null ? value : Object.fromEntries(Array.from(parts, ([name, part]) => [name, valueOf(part)]));

/** Where what stands at this path was written; for what is missing, where its nearest ancestor was. */
export function originOf(part: Part, path: Path): Origin {
  let [deepest, depth] = [part, 0];
  for (const key of path) {
    const below = deepest.parts?.get(String(key));
    if (below === undefined) break;
    [deepest, depth] = [below, depth + 1];
  }
  const { source, path: base } = deepest.origin;
  return { source, path: [...base, ...path.slice(depth)] };
}
