import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { endOf, shifts } from '../../src/framing/mark.ts';

const text = (characters: string) => new TextEncoder().encode(characters);

describe('a mark', () => {
  it('is found where a search for text finds it', () => {
    const ab = fc.array(fc.constantFrom('a', 'b'), { maxLength: 30 }).map((some) => some.join(''));
    const mark = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }).map((some) => some.join(''));
    fc.assert(
      fc.property(ab, mark, fc.nat(30), (hay, needle, from) => {
        const at = hay.indexOf(needle, from);
        // A search for text from beyond its end finds nothing either, as the needle has a character.
        expect(endOf(text(hay), from, text(needle))).toBe(at < 0 ? -1 : at + needle.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with itself when shifted by a period', () => {
    expect(shifts(text('aa'))).toEqual([1]);
    expect(shifts(text('abab'))).toEqual([2]);
    expect(shifts(text('aabaa'))).toEqual([3, 4]);
    expect(shifts(text('\r\n'))).toEqual([]);
    expect(shifts(text('a'))).toEqual([]);
    expect(toHex(text('a'))).toBe('61');
  });
});
