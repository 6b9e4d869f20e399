import { expect, it } from 'vitest';
import { Names } from '../../src/history/names.ts';

it('a name has one number, and what comes after 65,535 names has none of theirs', () => {
  const names = new Names();
  for (let i = 0; i < 65_535; i += 1) names.number(`state-${String(i)}`);
  expect(names.number('state-7')).toBe(7);
  expect(names.number('one more')).toBe(65_535);
  expect(names.number('another')).toBe(65_535);
  expect(names.name(65_535)).toBe('');
  expect(names.name(65_534)).toBe('state-65534');
});
