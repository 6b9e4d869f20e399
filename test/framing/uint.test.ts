import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bodiesBehind, bytes, maxFrame } from './length-samples.ts';
import { body, bytewise, codec, decode, wireOf } from './listen.ts';
import { headerVectors } from './vectors.ts';

const alphabet = [0, 1, 2, 3, 0x80, 0xff];

for (const [width, over] of [
  [1, '40'],
  [2, '003f'],
  [3, '00003e'],
  [4, '0000003d'],
  [8, '0000000000000039'],
] as const) {
  codecContract(
    `uint:${String(width)}`,
    () => codec({ type: 'length', bytes: width, maxFrame }),
    bodiesBehind(width, over, [], alphabet),
  );
  const backwards = toHex(bytes(over).toReversed());
  codecContract(
    `uint:${String(width)}:le`,
    () => codec({ type: 'length', bytes: width, endian: 'little', maxFrame }),
    bodiesBehind(width, backwards, [], alphabet),
  );
}

headerVectors(
  'uint:1',
  { type: 'length', bytes: 1 },
  { 0: '00', 1: '01', 99: '63', 100: '64', 9999: null, 10000: null, 65535: null, 65536: null },
);

headerVectors(
  'uint:2',
  { type: 'length', bytes: 2 },
  { 0: '0000', 1: '0001', 99: '0063', 100: '0064', 9999: '270f', 10000: '2710', 65535: 'ffff', 65536: null },
);

headerVectors(
  'uint:2:le',
  { type: 'length', bytes: 2, endian: 'little' },
  { 0: '0000', 1: '0100', 99: '6300', 100: '6400', 9999: '0f27', 10000: '1027', 65535: 'ffff', 65536: null },
);

headerVectors(
  'uint:3',
  { type: 'length', bytes: 3 },
  {
    0: '000000',
    1: '000001',
    99: '000063',
    100: '000064',
    9999: '00270f',
    10000: '002710',
    65535: '00ffff',
    65536: '010000',
  },
);

headerVectors(
  'uint:4',
  { type: 'length', bytes: 4 },
  {
    0: '00000000',
    1: '00000001',
    99: '00000063',
    100: '00000064',
    9999: '0000270f',
    10000: '00002710',
    65535: '0000ffff',
    65536: '00010000',
  },
);

headerVectors(
  'uint:4:le',
  { type: 'length', bytes: 4, endian: 'little' },
  {
    0: '00000000',
    1: '01000000',
    99: '63000000',
    100: '64000000',
    9999: '0f270000',
    10000: '10270000',
    65535: 'ffff0000',
    65536: '00000100',
  },
);

headerVectors(
  'uint:8',
  { type: 'length', bytes: 8 },
  {
    0: '0000000000000000',
    1: '0000000000000001',
    99: '0000000000000063',
    100: '0000000000000064',
    9999: '000000000000270f',
    10000: '0000000000002710',
    65535: '000000000000ffff',
    65536: '0000000000010000',
  },
);

describe('a uint length', () => {
  it('over 2^53 is too large, whatever its bits, and never a number that lost them', () => {
    for (const header of ['0020000000000001', '8000000000000000', 'ffffffffffffffff', '0100000000000001']) {
      for (const endian of ['big', 'little'] as const) {
        const sent = endian === 'big' ? bytes(header) : bytes(header).toReversed();
        const by = codec({ type: 'length', bytes: 8, endian, maxFrame: '1GiB' });
        for (const pieces of [[sent], bytewise(sent)]) {
          const { frames, errors } = decode(by, pieces);
          expect(frames).toEqual([]);
          expect(errors.map((error) => [error.code, error.offset, error.hex])).toEqual([
            ['frame-too-large', 0, toHex(sent)],
          ]);
        }
      }
    }
  });

  it('of four bytes with its highest bit set is no negative number', () => {
    const { errors } = decode(codec({ type: 'length', bytes: 4 }), [bytes('80000000')]);
    expect(errors.map((error) => error.code)).toEqual(['frame-too-large']);
  });

  it('of 1 byte says 255 and refuses 256', () => {
    const by = codec({ type: 'length', bytes: 1 });
    expect(toHex(wireOf(by, body(255)), 0, 1)).toBe('ff');
    expect(() => by.size(body(256))).toThrow('1-byte uint says 255 at most');
  });
});
