import { describe, expect, it } from 'vitest';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { toHex } from '../../src/contract/options/octets.ts';
import { bytes } from './length-samples.ts';
import { body, codec, decode, thrown, wireOf } from './listen.ts';

/** Headers that widely used channels send wrong. Ours says them right or refuses, never something else. */
const header = (input: FramingInput, length: number) => {
  const wire = wireOf(codec(input), body(length));
  return toHex(wire, 0, wire.length - length);
};

const refusal = (input: FramingInput, length: number) => thrown(() => codec(input).size(body(length)));

describe('a length that others send wrong', () => {
  it('65535 in hex is FFFF, not 0000', () => {
    expect(header({ type: 'length', encoding: 'hex', bytes: 4 }, 65535)).toBe(toHex(new TextEncoder().encode('FFFF')));
    expect(decode(codec({ type: 'length', encoding: 'hex', bytes: 4 }), [bytes('30303030')]).frames).toEqual(['']);
  });

  it('10000 in four digits is refused, not taken modulo 10000', () => {
    for (const encoding of ['ascii', 'ebcdic'] as const) {
      expect(refusal({ type: 'length', encoding, bytes: 4 }, 10000)).toMatchObject({ code: 'frame-refused' });
      expect(refusal({ type: 'length', encoding, bytes: 4 }, 12345)).toMatchObject({ code: 'frame-refused' });
    }
    expect(header({ type: 'length', encoding: 'ascii', bytes: 4 }, 9999)).toBe('39393939');
  });

  it('10000 in two bytes of BCD is refused before a byte is written, not sent as a body without its header', () => {
    const error = refusal({ type: 'length', encoding: 'bcd', bytes: 2 }, 10000);
    expect(error).toMatchObject({ code: 'frame-refused' });
    expect(String(error)).toContain('its length is 10000, and a 2-byte bcd says 9999 at most');
  });

  it('65536 in two bytes is refused, not wrapped to 0', () => {
    for (const endian of ['big', 'little'] as const) {
      expect(refusal({ type: 'length', bytes: 2, endian }, 65536)).toMatchObject({ code: 'frame-refused' });
    }
    // The header counted, there are two bytes less.
    expect(header({ type: 'length', bytes: 2, includesHeader: true }, 65533)).toBe('ffff');
    expect(refusal({ type: 'length', bytes: 2, includesHeader: true }, 65534)).toMatchObject({ code: 'frame-refused' });
  });
});
