import { describe, expect, test } from 'vitest';
import { printable } from '../../src/contract/printable.ts';

describe('what a terminal is shown', () => {
  test.each([
    ['\u001B[31mred', '\\x1b[31mred'],
    ['a\u0000\r\n\t\u007F', 'a\\x00\\x0d\\x0a\\x09\\x7f'],
    ['\u009B2J', '\\x9b2J'],
    ['\u202Eexe.txt', '\\u{202e}exe.txt'],
    ['a\u2028b', 'a\\u{2028}b'],
    ['\uD800', '\\u{d800}'],
    ['Zürich, 東京, 🙂: \\x1b', 'Zürich, 東京, 🙂: \\x1b'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
