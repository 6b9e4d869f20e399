import { describe, expect, test } from 'vitest';
import { asciiHeaded, bcdHeaded, ebcdicHeaded } from '../../src/testkit/demo-headers.ts';

describe.each([
  ['ASCII', asciiHeaded, '30303033', '3030'],
  ['BCD', bcdHeaded, '0003', '00'],
  ['EBCDIC', ebcdicHeaded, 'f0f0f0f3', 'f0f0'],
])('lengths in %s', (_, speech, header, half) => {
  test('are written before the message, and read however they come', () => {
    expect(speech.frame(Buffer.from('abc')).toString('hex')).toBe(`${header}616263`);
    const read = speech.reader();
    expect(read(Buffer.from(half, 'hex'))).toEqual([]);
    const rest = Buffer.from(`${header.slice(half.length)}616263${header}646566`, 'hex');
    expect(read(rest).map(String)).toEqual(['abc', 'def']);
    expect(
      speech
        .reader()(speech.frame(Buffer.alloc(300, 'x')))
        .map(({ length }) => length),
    ).toEqual([300]);
  });

  test('that are no digits are refused', () => {
    expect(() => speech.reader()(Buffer.from('abababab', 'hex'))).toThrow(RangeError);
  });
});
