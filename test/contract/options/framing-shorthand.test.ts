import { describe, expect, it } from 'vitest';
import { framing } from '../../../src/contract/options/framing.ts';
import { framingShorthand } from '../../../src/contract/options/framing-shorthand.ts';

describe('a framing in one word', () => {
  it.each([
    ['ascii:4', { type: 'length', encoding: 'ascii', bytes: 4 }],
    ['hex:4', { type: 'length', encoding: 'hex', bytes: 4 }],
    ['bcd:2', { type: 'length', encoding: 'bcd', bytes: 2 }],
    ['ebcdic:4', { type: 'length', encoding: 'ebcdic', bytes: 4 }],
    ['uint:4', { type: 'length', encoding: 'uint', bytes: 4 }],
    ['uint:2:le', { type: 'length', encoding: 'uint', bytes: 2, endian: 'little' }],
    ['uint:2:be', { type: 'length', encoding: 'uint', bytes: 2 }],
    ['varint', { type: 'length', encoding: 'varint' }],
    ['line', { type: 'delimiter', delimiter: { hex: '0d0a' } }],
    ['delimiter:0a', { type: 'delimiter', delimiter: { hex: '0a' } }],
    ['delimiter:1C0D', { type: 'delimiter', delimiter: { hex: '1C0D' } }],
    ['fixed:128', { type: 'fixed', size: 128 }],
    ['fixed:4KiB', { type: 'fixed', size: '4KiB' }],
    ['until-close', { type: 'until-close' }],
    ['read-once', { type: 'read-once' }],
  ])('%s', (text, given) => {
    expect(framingShorthand(text)).toEqual(given);
    expect(framing.safeParse(framingShorthand(text)).success).toBe(true);
  });

  it.each([
    [
      '',
      'expected ascii:4, hex:4, bcd:2, ebcdic:4, uint:4, uint:2:le, varint, line, delimiter:0a, fixed:128, until-close or read-once',
    ],
    ['uint', 'expected ascii:4'],
    ['lines', 'expected ascii:4'],
    ['uint:4:xx', 'expected ascii:4'],
    ['ascii:4 ', 'expected ascii:4'],
    ['uint:9', 'expected 1 to 8 bytes for a length in uint'],
    ['uint:0', '>=1'],
    ['ascii:4:le', 'little is for uint'],
    ['delimiter:0', 'expected text'],
    ['delimiter:zz', 'expected text'],
    ['fixed:0', 'expected a size from 1 byte to 1GiB'],
    ['fixed:4KB', 'expected whole bytes'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => framingShorthand(text)).toThrow(expect.objectContaining({ code: 'option-invalid' }));
    expect(() => framingShorthand(text)).toThrow(`'${text}' is no framing: `);
    expect(() => framingShorthand(text)).toThrow(why);
  });
});
