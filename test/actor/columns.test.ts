import { expect, test } from 'vitest';
import { Columns } from '../../src/actor/columns.ts';

const descriptors = ['a', '*', 'a.*', 'a.b.*', 'a.b.c', '*.*', 'a.*.*', 'b*', '.*'];
const columns = new Columns(descriptors);

test.each([
  ['a', ['a', 'a.*', '*']],
  ['a.b', ['a.b.*', 'a.*', '*']],
  ['a.b.c', ['a.b.c', 'a.b.*', 'a.*', '*']],
  ['a.b.c.d', ['a.b.*', 'a.*', '*']],
  ['a.x', ['a.*', '*']],
  ['ab', ['*']],
  ['a.bc', ['a.*', '*']],
  ['', ['.*', '*']],
  ['.x', ['.*', '*']],
  ['nobody ever wrote this', ['*']],
  // A star anywhere else means nothing but itself.
  ['x.y', ['*']],
  ['bee', ['*']],
  ['b*', ['b*', '*']],
  ['*.*', ['*.*', '*']],
])('the type "%s" is matched by %j, in this order', (type, matching) => {
  expect(columns.matching(columns.of(type), descriptors)).toEqual(matching);
});

test('types that nothing tells apart share a column, so that their number has a bound', () => {
  const seen = new Set(Array.from({ length: 1000 }, (_, n) => columns.of(`made.up.${String(n)}`)));
  expect(seen.size).toBe(1);
});
