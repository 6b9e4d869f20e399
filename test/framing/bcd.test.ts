import { describe, expect, it } from 'vitest';
import { codecContract } from '../contracts/codec.ts';
import { bodiesBehind, bytes, maxFrame } from './length-samples.ts';
import { codec, decode } from './listen.ts';
import { headerVectors } from './vectors.ts';

codecContract(
  'bcd:2',
  () => codec({ type: 'length', encoding: 'bcd', bytes: 2, maxFrame }),
  bodiesBehind(2, '0063', ['000a', '00a0', '0a00', 'a000', '001f', 'ffff'], [0, 0, 1, 2, 0x10, 0x0a, 0x9a]),
);

headerVectors(
  'bcd:1',
  { type: 'length', encoding: 'bcd', bytes: 1 },
  { 0: '00', 1: '01', 99: '99', 100: null, 9999: null, 10000: null, 65535: null, 65536: null },
);

headerVectors(
  'bcd:2',
  { type: 'length', encoding: 'bcd', bytes: 2 },
  { 0: '0000', 1: '0001', 99: '0099', 100: '0100', 9999: '9999', 10000: null, 65535: null, 65536: null },
);

headerVectors(
  'bcd:3',
  { type: 'length', encoding: 'bcd', bytes: 3 },
  {
    0: '000000',
    1: '000001',
    99: '000099',
    100: '000100',
    9999: '009999',
    10000: '010000',
    65535: '065535',
    65536: '065536',
  },
);

headerVectors(
  'bcd:8',
  { type: 'length', encoding: 'bcd', bytes: 8 },
  {
    0: '0000000000000000',
    1: '0000000000000001',
    99: '0000000000000099',
    100: '0000000000000100',
    9999: '0000000000009999',
    10000: '0000000000010000',
    65535: '0000000000065535',
    65536: '0000000000065536',
  },
);

describe('a length in BCD', () => {
  it('with a nibble above 9 is malformed even behind digits that are too large already', () => {
    const by = codec({ type: 'length', encoding: 'bcd', bytes: 8 });
    expect(decode(by, [bytes('999999999999999a')]).heard).toEqual({ frames: [], errors: [['frame-malformed', 0]] });
    expect(decode(by, [bytes('9999999999999999')]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
  });
});
