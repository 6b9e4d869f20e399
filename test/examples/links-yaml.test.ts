import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileSchema } from '../../src/config/file-schema.ts';
import { groupRows, listenerRows, optionRows, superviseRows } from '../../src/contract/options/rows.ts';
import type { OptionRow } from '../../src/contract/options/rows.ts';

type Map = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);

const file = parse(readFileSync('examples/links.yaml', 'utf8')) as Readonly<Record<string, Map>>;
const { links = {}, listeners = {}, groups = {}, templates = {} } = file;
const entries = (of: Map): readonly Map[] => Object.values(of).filter(isMap);

/** Is it written in one of these? A step as `framing (length)` wants the map whose type is that. */
function isWritten(maps: readonly Map[], path: string): boolean {
  const steps = path.split('.').map((step) => /^(\S+)(?: \((.+)\))?$/.exec(step) ?? []);
  return maps.some((map) => {
    let value: unknown = map;
    for (const [, name = '', shape] of steps) {
      value = isMap(value) ? value[name] : undefined;
      if (shape !== undefined && !(isMap(value) && value['type'] === shape)) return false;
    }
    return value !== undefined;
  });
}

const { $defs, properties } = fileSchema() as { $defs: Record<string, { properties: Map }>; properties: Map };
const missing = (rows: readonly OptionRow[], takes: Map, ...maps: readonly Map[]): readonly string[] =>
  rows
    .map(({ path }) => path)
    .filter((path) => Object.hasOwn(takes, path.split(/[. ]/)[0] ?? ''))
    .filter((path) => !isWritten(maps, path));

describe('examples/links.yaml has every option that a file can give', () => {
  test('of a link', () => {
    expect(missing(optionRows(), $defs['link']?.properties ?? {}, ...entries(links), ...entries(templates))).toEqual(
      [],
    );
  });

  test('of a listener', () => {
    // Framing is a link's, and written there; a listener has no legs.
    const own = listenerRows().filter(({ path }) => !/^(?:framing \(|exchange\.receive)/.test(path));
    expect(missing(own, $defs['listener']?.properties ?? {}, ...entries(listeners))).toEqual([]);
  });

  test('of a group', () => {
    const takes = $defs['group']?.properties ?? {};
    expect(missing(groupRows(), takes, ...entries(groups))).toEqual([]);
    expect(Object.keys(takes).filter((key) => !isWritten(entries(groups), key))).toEqual([]);
  });

  test('of all together', () => {
    expect(missing(superviseRows(), properties, file)).toEqual([]);
    expect(Object.keys(file).toSorted()).toEqual(Object.keys(properties).toSorted());
  });

  test('and the test would see one that is missing', () => {
    const { dials: _, ...less } = file;
    expect(missing(superviseRows(), properties, less)).toEqual([
      'dials',
      'dials.perTarget',
      'dials.total',
      'dials.rate',
    ]);
    expect(missing(optionRows(), $defs['link']?.properties ?? {}, {}).length).toBeGreaterThan(70);
  });
});
