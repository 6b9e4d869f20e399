import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge, originOf, partOf, valueOf } from '../../src/config/part.ts';
import type { Part, Source } from '../../src/config/part.ts';
import { readTree } from '../../src/config/tree.ts';
import type { Path } from '../../src/config/tree.ts';

const sourceOf = (value: unknown, file: string): Source => ({
  file,
  folder: '.',
  tree: readTree(JSON.stringify(value)),
});
const part = (value: unknown, file = 'f'): Part => {
  const source = sourceOf(value, file);
  return partOf(source, [], source.tree.value);
};

const options = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('line', 5, true, null),
    fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
    tie('map'),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'type', 'mode', 'text', 'hex'), tie('value'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
})).map;

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, key) => (one as Readonly<Record<string | number, unknown>>)[key], value);

/** What stands in it, maps aside, each with its path. */
const leaves = (value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, one]) => leaves(one, [...path, name]))
    : [[path, value]];

describe('options laid one upon another', () => {
  test('each value stands where its origin says', () => {
    fc.assert(
      fc.property(options, options, options, (a, b, c) => {
        const merged = merge(merge(part(a, 'a'), part(b, 'b')), part(c, 'c'));
        for (const [path, value] of leaves(valueOf(merged))) {
          const { source, path: written } = originOf(merged, path);
          expect(at(source.tree.value, written)).toEqual(value);
        }
      }),
    );
  });

  test('whatever is written last is there', () => {
    fc.assert(
      fc.property(options, options, (a, b) => {
        const value = valueOf(merge(part(a), part(b)));
        for (const [path, leaf] of leaves(b)) expect(at(value, path)).toEqual(leaf);
      }),
    );
  });

  test('upon itself it is itself, and upon nothing too', () => {
    fc.assert(
      fc.property(options, (a) => {
        expect(valueOf(merge(part(a), part(a)))).toEqual(a);
        expect(valueOf(merge(part({}), part(a)))).toEqual(a);
        expect(valueOf(merge(part(a), part({})))).toEqual('text' in a || 'hex' in a ? {} : a);
      }),
    );
  });

  test('its size is the count of its values', () => {
    const count = (value: unknown): number =>
      1 +
      (typeof value === 'object' && value !== null
        ? Object.values(value).reduce((sum: number, one: unknown) => sum + count(one), 0)
        : 0);
    fc.assert(
      fc.property(options, options, (a, b) => {
        const merged = merge(part(a), part(b));
        expect(merged.size).toBe(count(valueOf(merged)));
      }),
    );
  });

  test('what is missing is where its nearest ancestor was written last', () => {
    const merged = merge(part({ a: { b: 1 } }, 'below'), part({ a: { type: 2 } }, 'above'));
    expect(originOf(merged, ['a', 'b']).source.file).toBe('below');
    expect(originOf(merged, ['a', 'none'])).toMatchObject({ source: { file: 'above' }, path: ['a', 'none'] });
  });
});
