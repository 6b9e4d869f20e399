/** The first line of a segment: what the records after it were made by. */
import { sha256 } from './chain.ts';
import { FORMAT } from './entries.ts';
import type { ArchivedChart, SegmentEntry } from './entries.ts';

export interface AuditedChart {
  readonly version: string;
  /** The machine's configuration: what its JSON is counts. */
  readonly definition: object;
}

/** Deeper than any configuration; what lies below is told as what it is. */
const DEEPEST = 32;

/**
 * A configuration as plain JSON with its keys in order: equal ones have equal hashes. A function is told by its name, and
 * what a class made by the name of the class: neither is data.
 */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value === 'bigint' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof RegExp) return String(value);
  if (depth === DEEPEST) return '[object]';
  if (Array.isArray(value)) return value.map((part: unknown) => plain(part, depth + 1));
  if (value instanceof Uint8Array) return [...value];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor.name}]`;
  const parts = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(parts.map(([key, part]) => [key, plain(part, depth + 1)]));
}

export const configHash = (config: unknown): string => sha256(JSON.stringify(plain(config, 0)) ?? 'null');

const archived = ({ version, definition }: AuditedChart): ArchivedChart => {
  const json = JSON.stringify(definition);
  return { version, hash: sha256(json), definition: JSON.parse(json) as object };
};

/** What is the same in each segment of a run. */
export type RunFacts = Pick<SegmentEntry, 'run' | 'origin' | 'level' | 'config' | 'holdfast' | 'charts'>;

export const archive = (charts: Readonly<Record<string, AuditedChart>>): SegmentEntry['charts'] =>
  Object.fromEntries(Object.entries(charts).map(([id, chart]) => [id, archived(chart)]));

export type SegmentPlace = Pick<SegmentEntry, 'segment' | 'next' | 'at' | 'previous'>;

export const segmentEntry = (
  { run, origin, level, config, holdfast, charts }: RunFacts,
  { segment, next, at, previous }: SegmentPlace,
): SegmentEntry => ({
  type: 'segment',
  format: FORMAT,
  segment,
  run,
  next,
  at,
  origin,
  level,
  previous,
  config,
  holdfast,
  charts,
});
