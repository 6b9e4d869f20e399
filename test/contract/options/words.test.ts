import { describe, expect, test } from 'vitest';
import { found, inUnits, nearest, oneOf } from '../../../src/contract/options/words.ts';

describe('words of messages', () => {
  test.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [NaN, 'NaN'],
    [5n, '5'],
    [Symbol('s'), 'a symbol'],
    ['a"b', '"a\\"b"'],
    ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
    [[], 'an empty list'],
    [[1, 2], 'a list of 2'],
    [{ a: 1 }, 'a map'],
    [() => 1, 'a function'],
    ['tcp://u:p@h:1', '"tcp://…@h:1"'],
    ['u:p@h:1', '"…@h:1"'],
    ['tcp://u:p@@h', '"tcp://…@h"'],
  ])('%o is told as %s', (value, words) => {
    expect(found(value)).toBe(words);
  });

  test('of a secret only its kind and length are told', () => {
    expect([found('key', true), found(1234, true), found(/key/, true), found(true, true)]).toEqual([
      'text of 3 characters',
      'a number',
      'a pattern',
      'a boolean',
    ]);
  });

  test('words are joined as people do', () => {
    expect([oneOf([]), oneOf(['a']), oneOf(['a', 'b']), oneOf(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a or b',
      'a, b or c',
    ]);
  });

  test('durations are told in their largest whole unit', () => {
    expect([0, 999, 1_500, 30_000, 90_000, 120_000, 7_200_000].map(inUnits)).toEqual([
      '0ms',
      '999ms',
      '1500ms',
      '30s',
      '90s',
      '2m',
      '2h',
    ]);
  });
});

describe('the nearest known name', () => {
  const known = ['to', 'tls', 'framing', 'heartbeat', 'keepalive', 'connectTimeout', 'closeTimeout'];
  test.each([
    ['framign', 'framing'],
    ['heart-beat', 'heartbeat'],
    ['keepAlive', 'keepalive'],
    ['connectTimeOut', 'connectTimeout'],
    ['ssl', 'tls'],
    ['ot', 'to'],
  ])('%s is near %s', (slip, name) => {
    expect(nearest(slip, known)).toBe(name);
  });

  test.each(['password', 'zzz', '', 'x'.repeat(10_000)])('%s is near none', (slip) => {
    expect(nearest(slip, known)).toBeNull();
  });
});
