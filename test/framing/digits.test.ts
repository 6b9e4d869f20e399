import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bodiesBehind, bytes, maxFrame } from './length-samples.ts';
import { body, bytewise, codec, concat, decode, wireOf } from './listen.ts';
import { headerVectors } from './vectors.ts';

const text = (characters: string) => toHex(new TextEncoder().encode(characters));

codecContract(
  'ascii:4',
  () => codec({ type: 'length', encoding: 'ascii', bytes: 4, maxFrame }),
  bodiesBehind(
    4,
    text('0061'),
    ['00x1', ' 001', '-001', '+001', '000/', '001/', '000:', '1e10', '\0\0\0\u0001'].map(text),
    [0x30, 0x30, 0x31, 0x33, 0x2f, 0x3a],
  ),
);

codecContract(
  'ascii:16',
  () => codec({ type: 'length', encoding: 'ascii', bytes: 16, maxFrame }),
  bodiesBehind(16, text('0000000000000049'), [text('000000000000000a')], [0x30, 0x30, 0x30, 0x31]),
);

codecContract(
  'ebcdic:4',
  () => codec({ type: 'length', encoding: 'ebcdic', bytes: 4, maxFrame }),
  bodiesBehind(
    4,
    'f0f0f6f1',
    ['f0f0f0fa', 'f0f0f0ef', 'f0f0f1ef', '30303031', 'ffffffff'],
    [0xf0, 0xf0, 0xf1, 0xf3, 0xef, 0xfa],
  ),
);

headerVectors(
  'ascii:4',
  { type: 'length', encoding: 'ascii', bytes: 4 },
  {
    0: '30303030',
    1: '30303031',
    99: '30303939',
    100: '30313030',
    9999: '39393939',
    10000: null,
    65535: null,
    65536: null,
  },
);

headerVectors(
  'ascii:5',
  { type: 'length', encoding: 'ascii', bytes: 5 },
  {
    0: '3030303030',
    1: '3030303031',
    99: '3030303939',
    100: '3030313030',
    9999: '3039393939',
    10000: '3130303030',
    65535: '3635353335',
    65536: '3635353336',
  },
);

headerVectors(
  'ascii:2',
  { type: 'length', encoding: 'ascii', bytes: 2 },
  { 0: '3030', 1: '3031', 99: '3939', 100: null, 9999: null, 10000: null, 65535: null, 65536: null },
);

headerVectors(
  'ebcdic:4',
  { type: 'length', encoding: 'ebcdic', bytes: 4 },
  {
    0: 'f0f0f0f0',
    1: 'f0f0f0f1',
    99: 'f0f0f9f9',
    100: 'f0f1f0f0',
    9999: 'f9f9f9f9',
    10000: null,
    65535: null,
    65536: null,
  },
);

headerVectors(
  'ebcdic:6',
  { type: 'length', encoding: 'ebcdic', bytes: 6 },
  {
    0: 'f0f0f0f0f0f0',
    1: 'f0f0f0f0f0f1',
    99: 'f0f0f0f0f9f9',
    100: 'f0f0f0f1f0f0',
    9999: 'f0f0f9f9f9f9',
    10000: 'f0f1f0f0f0f0',
    65535: 'f0f6f5f5f3f5',
    65536: 'f0f6f5f5f3f6',
  },
);

describe('a length in digits', () => {
  it('that is none shows the whole field and where it stands in the stream', () => {
    const by = codec({ type: 'length', encoding: 'ascii', bytes: 4 });
    const stream = concat([wireOf(by, body(3)), bytes(text('00G1')), body(5)]);
    for (const pieces of [[stream], bytewise(stream)]) {
      const { frames, errors } = decode(by, pieces);
      expect(frames).toEqual([toHex(body(3))]);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'frame-malformed', hex: '30304731', offset: 7 });
      expect(errors[0]?.message).toBe('expected a length, 4-digit ascii; at byte 7 of the stream: 30304731');
    }
  });

  it('of sixteen nines is too large, not a number that lost its last digits', () => {
    const by = codec({ type: 'length', encoding: 'ascii', bytes: 16, maxFrame: '1GiB' });
    expect(decode(by, [bytes('39'.repeat(16))]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
  });
});
