import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bodiesBehind, bytes, maxFrame } from './length-samples.ts';
import { body, codec, concat, decode } from './listen.ts';
import { headerVectors } from './vectors.ts';

const text = (characters: string) => toHex(new TextEncoder().encode(characters));

codecContract(
  'hex:4',
  () => codec({ type: 'length', encoding: 'hex', bytes: 4, maxFrame }),
  bodiesBehind(
    4,
    text('003D'),
    ['000G', '000g', '0x01', '000/', '000:', '000@', '000`', '000 '].map(text),
    [0x30, 0x30, 0x31, 0x41, 0x61, 0x47, 0x40],
  ),
);

headerVectors(
  'hex:4',
  { type: 'length', encoding: 'hex', bytes: 4, maxFrame: '1MiB' },
  {
    0: text('0000'),
    1: text('0001'),
    99: text('0063'),
    100: text('0064'),
    9999: text('270F'),
    10000: text('2710'),
    65535: text('FFFF'),
    65536: null,
  },
);

headerVectors(
  'hex:6',
  { type: 'length', encoding: 'hex', bytes: 6 },
  {
    0: text('000000'),
    1: text('000001'),
    99: text('000063'),
    100: text('000064'),
    9999: text('00270F'),
    10000: text('002710'),
    65535: text('00FFFF'),
    65536: text('010000'),
  },
);

headerVectors(
  'hex:2',
  { type: 'length', encoding: 'hex', bytes: 2 },
  { 0: text('00'), 1: text('01'), 99: text('63'), 100: text('64'), 9999: null, 10000: null, 65535: null, 65536: null },
);

describe('a length in hex', () => {
  it('is taken in lower, upper and mixed case', () => {
    const by = codec({ type: 'length', encoding: 'hex', bytes: 4 });
    const frame = body(0xabc);
    for (const header of ['0ABC', '0abc', '0aBc']) {
      expect(decode(by, [concat([bytes(text(header)), frame])]).heard).toEqual({ frames: [toHex(frame)], errors: [] });
    }
  });

  it('of sixteen F is too large', () => {
    const by = codec({ type: 'length', encoding: 'hex', bytes: 16, maxFrame: '1GiB' });
    expect(decode(by, [bytes('46'.repeat(16))]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
  });
});
