import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, fromHex, fromText, toHex } from '../../../src/contract/options/octets.ts';

describe('hex', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  it('of a part is that part', () => {
    expect(toHex(Uint8Array.of(1, 2, 0xab, 4), 1, 3)).toBe('02ab');
  });

  it.each(['0', '0g', '0x0a', '0a 0b', 'é0', '0a\n'])('%j is none', (text) => {
    expect(fromHex(text)).toBeNull();
  });
});

describe('text', () => {
  it.each([
    ['', ''],
    ['AB', '4142'],
    ['\r\n', '0d0a'],
    ['\\r\\n\\t\\0\\\\', '0d0a09005c'],
    ['\\x1C\\x0d', '1c0d'],
    ['\\xff', 'ff'],
    ['é€', 'c3a9e282ac'],
    ['a\\x00b', '610062'],
    ['\\\\x41', '5c783431'],
  ])('%j is %s', (text, hex) => {
    expect(toHex(fromText(text) ?? Uint8Array.of(0xee))).toBe(hex);
  });

  it.each(['\\', 'a\\', '\\q', '\\x', '\\x1', '\\xg0', '\\\n', '\\u0041', '\\constructor'])(
    '%j has an escape that is none',
    (text) => {
      expect(fromText(text)).toBeNull();
    },
  );

  it('without a backslash is its UTF-8', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(plain, (text) => {
        expect(fromText(text)).toEqual(new TextEncoder().encode(text));
      }),
    );
  });
});

describe('bytes in a schema', () => {
  const schema = bytesOf(1, 4);

  it('come from text and from hex', () => {
    expect(schema.parse('AB')).toEqual(Uint8Array.of(0x41, 0x42));
    expect(schema.parse({ hex: '0A0b' })).toEqual(Uint8Array.of(0x0a, 0x0b));
  });

  it.each<[unknown, string]>([
    ['', 'none'],
    ['ABCDE', 'too many'],
    ['\\q', 'an unknown escape'],
    [{ hex: '0' }, 'half a byte'],
    [{}, 'nothing'],
    [7, 'a number'],
    [{ hex: '0a', text: 'a' }, 'both'],
  ])('are refused for %j: %s', (given) => {
    const { error } = schema.safeParse(given);
    expect(error?.issues[0]?.message).toMatch(/hex: '0d0a'.*1 to 4 bytes|Unrecognized key/s);
  });
});
