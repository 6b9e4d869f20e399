import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { BcdField } from '../../src/framing/bcd.ts';
import { DigitField } from '../../src/framing/digits.ts';
import { HexField } from '../../src/framing/hex.ts';
import type { LengthField } from '../../src/framing/length-field.ts';
import { UintField } from '../../src/framing/uint.ts';
import { VarintField } from '../../src/framing/varint.ts';

const number = (text: string, form: RegExp, prefix = '') => (form.test(text) ? BigInt(prefix + text) : -1n);
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Each field with another way of reading it: by text and big integers. -1 for what is no length. */
const fields = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((width): [LengthField, (bytes: Uint8Array) => bigint][] => [
  [new UintField(width, 'big'), (bytes) => BigInt(`0x${toHex(bytes)}`)],
  [new UintField(width, 'little'), (bytes) => BigInt(`0x${toHex(bytes.toReversed())}`)],
  [new DigitField('ascii', 2 * width, 0x30), (bytes) => number(latin1(bytes), /^[0-9]+$/)],
  [
    new DigitField('ebcdic', 2 * width, 0xf0),
    (bytes) => number(toHex(bytes).replaceAll(/f(.)/g, '$1'), new RegExp(`^[0-9]{${String(2 * width)}}$`)),
  ],
  [new HexField(2 * width), (bytes) => number(latin1(bytes), /^[0-9a-fA-F]+$/, '0x')],
  [new BcdField(width), (bytes) => number(toHex(bytes), /^[0-9]+$/)],
]);

const named = fields.map(([field, oracle], i) => [`${field.name} (${String(i)})`, field, oracle] as const);

/** Bytes among which each encoding finds digits, and neighbours of digits. */
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(0, 0, 0, 1, 9, 0x0a, 0x90, 0x99, 0xa0),
  fc.constantFrom(...Array.from('00001899/:@AFG`afg', (digit) => digit.charCodeAt(0))),
  fc.constantFrom(0xf0, 0xf0, 0xf1, 0xf9, 0xfa, 0xef),
);
const most = 2 ** 31;

describe('every length field of a fixed width', () => {
  it.each(named)('%s reads what big integers read, and only safe numbers', (_, field, oracle) => {
    const digits = fc.array(byte, { minLength: field.most, maxLength: field.most });
    const own = fc.integer({ min: 0, max: Math.min(field.greatest, most) }).map((length) => {
      const bytes = new Uint8Array(field.most);
      field.write(length, bytes, 0);
      return [...bytes];
    });
    fc.assert(
      fc.property(fc.oneof(digits, own), fc.integer({ min: 0, max: most }), (some, limit) => {
        const bytes = Uint8Array.from([0xee, ...some, 0xee]);
        const expected = oracle(bytes.slice(1, -1));
        const length = field.read(bytes, 1, field.most, limit);
        expect(Number.isSafeInteger(length)).toBe(true);
        // Over the limit any number over it will do.
        expect(Math.min(length, limit + 1)).toBe(Number(expected > limit ? limit + 1 : expected));
      }),
      { numRuns: 300 },
    );
  });

  it.each(named)('%s reads back what it wrote, and writes nothing around it', (_, field) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.min(field.greatest, most) }), (length) => {
        const bytes = new Uint8Array(field.most + 2).fill(0xee);
        field.write(length, bytes, 1);
        expect([bytes[0], bytes.at(-1)]).toEqual([0xee, 0xee]);
        expect(field.read(bytes, 1, field.most, most)).toBe(length);
      }),
    );
  });

  it('stops accumulating over the limit, before a number could become unsafe', () => {
    for (const [field, highest] of [
      [new UintField(8, 'big'), 0xff],
      [new UintField(8, 'little'), 0xff],
      [new DigitField('ascii', 16, 0x30), 0x39],
      [new DigitField('ebcdic', 16, 0xf0), 0xf9],
      [new HexField(16), 0x46],
      [new BcdField(8), 0x99],
    ] as const) {
      const length = field.read(new Uint8Array(field.most).fill(highest), 0, field.most, 2 ** 30);
      expect([field.name, Number.isSafeInteger(length), length > 2 ** 30]).toEqual([field.name, true, true]);
    }
  });

  it('says the greatest it can, and no more than a safe number', () => {
    expect([1, 2, 6, 8].map((width) => new UintField(width, 'big').greatest)).toEqual([
      255,
      65_535,
      281_474_976_710_655,
      Number.MAX_SAFE_INTEGER,
    ]);
    expect(new DigitField('ascii', 4, 0x30).greatest).toBe(9_999);
    expect(new HexField(4).greatest).toBe(65_535);
    expect(new BcdField(2).greatest).toBe(9_999);
    expect(new VarintField(4).greatest).toBe(268_435_455);
  });
});

describe('a varint field', () => {
  it('reads back what it wrote, in as many bytes as it said', () => {
    const field = new VarintField(5);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 34 }), fc.nat(4), (length, shift) => {
        const small = Math.floor(length / 128 ** shift);
        const width = field.widthOf(small);
        const bytes = new Uint8Array(7).fill(0xee);
        field.write(small, bytes, 1);
        expect(bytes.slice(1 + width).every((left) => left === 0xee)).toBe(true);
        expect(field.widthAt(bytes, 1, 7)).toBe(width);
        expect(field.widthAt(bytes, 1, width)).toBe(0);
        expect(field.read(bytes, 1, width)).toBe(small);
      }),
    );
  });
});
