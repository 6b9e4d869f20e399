import { describe, expect, test } from 'vitest';
import { cut, oneLine, pad, widthOf } from '../../src/cli/cells.ts';
import { runningTime } from '../../src/cli/link-cells.ts';

describe('cells of a terminal', () => {
  test.each([
    ['', 0],
    ['redis', 5],
    ['Zürich', 6],
    ['Zu\u0308rich', 6],
    ['銀行', 4],
    ['한국', 4],
    ['ﾊﾝｶｸ', 4],
    ['Ａ', 2],
    ['𠀀', 2],
    ['🏦', 2],
    ['→ ● …', 5],
  ])('%j takes %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test.each([
    ['redis', 5, 'redis'],
    ['redis', 4, 'red…'],
    ['redis', 1, '…'],
    ['redis', 0, ''],
    ['銀行本店', 8, '銀行本店'],
    ['銀行本店', 7, '銀行本…'],
    ['銀行本店', 6, '銀行…'],
    ['Zu\u0308rich', 3, 'Zu\u0308…'],
  ])('%j cut to %i is %j', (text, width, shown) => {
    expect(cut(text, width)).toBe(shown);
  });

  test('are filled up on either side', () => {
    expect([pad('銀', 4), pad('銀', 4, 'right'), pad('redis', 3)]).toEqual(['銀  ', '  銀', 'redis']);
  });

  test('hold one line, whatever a peer says', () => {
    expect(oneLine('a\n  b\u001B[2J\u202E')).toBe('a b\\x1b[2J\\u{202e}');
  });
});

test('a running time has two units at most', () => {
  const [s, m, h, d] = [1_000, 60_000, 3_600_000, 86_400_000];
  const times = [-5, 999, 59 * s, 65 * s, 59 * m + 59 * s, 2 * h + 7 * m, 4 * d + 11 * h];
  expect(times.map(runningTime)).toEqual(['0s', '0s', '59s', '1m05s', '59m59s', '2h07m', '4d11h']);
});
