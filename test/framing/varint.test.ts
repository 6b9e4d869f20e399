import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { bodiesBehind, bytes, maxFrame } from './length-samples.ts';
import { body, bytewise, codec, concat, decode, wireOf } from './listen.ts';
import { headerVectors } from './vectors.ts';

const alphabet = [0, 0, 1, 2, 3, 0x80, 0x81, 0xff];

codecContract(
  'varint',
  () => codec({ type: 'length', encoding: 'varint', maxFrame }),
  bodiesBehind(1, '40', ['80808080', 'ffffffff00'], alphabet),
);

codecContract(
  'varint of one byte',
  () => codec({ type: 'length', encoding: 'varint', bytes: 1, maxFrame }),
  bodiesBehind(1, '40', ['80', '8100'], alphabet),
);

headerVectors(
  'varint',
  { type: 'length', encoding: 'varint' },
  { 0: '00', 1: '01', 99: '63', 100: '64', 9999: '8f4e', 10000: '904e', 65535: 'ffff03', 65536: '808004' },
);

headerVectors(
  'varint of at most 2 bytes',
  { type: 'length', encoding: 'varint', bytes: 2 },
  { 0: '00', 1: '01', 99: '63', 100: '64', 9999: '8f4e', 10000: '904e', 65535: null, 65536: null },
);

describe('a varint length', () => {
  const by = codec({ type: 'length', encoding: 'varint', maxFrame: '3MiB' });

  it('takes one byte more from 128, 16384 and 2097152 on', () => {
    for (const [length, header] of [
      [127, '7f'],
      [128, '8001'],
      [16383, 'ff7f'],
      [16384, '808001'],
      [2097151, 'ffff7f'],
      [2097152, '80808001'],
    ] as const) {
      const frame = new Uint8Array(length);
      expect(by.size(frame)).toBe(length + header.length / 2);
      expect(toHex(wireOf(by, frame), 0, header.length / 2)).toBe(header);
    }
  });

  it('that is padded within its bytes is taken', () => {
    for (const header of ['03', '8300', '838000', '83808000']) {
      const stream = concat([bytes(header), body(3), bytes(header), body(3)]);
      for (const pieces of [[stream], bytewise(stream)]) {
        expect(decode(by, pieces).heard).toEqual({ frames: [toHex(body(3)), toHex(body(3))], errors: [] });
      }
    }
  });

  it('that is over-long is malformed as soon as its last byte allowed has come', () => {
    for (const pieces of [[bytes('8380808000')], bytewise(bytes('83808080'))]) {
      const { errors } = decode(by, pieces);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'frame-malformed', hex: '83808080', offset: 0 });
    }
  });

  it('of five bytes is read exactly', () => {
    const five = codec({ type: 'length', encoding: 'varint', bytes: 5, maxFrame: '1MiB' });
    expect(decode(five, [bytes('ffffffff7f')]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
    expect(decode(five, [concat([bytes('8380808000'), body(3)])]).frames).toEqual([toHex(body(3))]);
  });

  it('takes bodies up to the maximum when longer headers leave less room', () => {
    const tight = codec({ type: 'length', encoding: 'varint', maxFrame: 200 });
    expect(tight.size(body(198))).toBe(200);
    expect(() => tight.size(body(199))).toThrow('it takes 201 bytes and maxFrame is 200');
    const wire = wireOf(tight, body(198));
    expect(decode(tight, bytewise(wire)).frames).toEqual([toHex(body(198))]);
    expect(decode(tight, [bytes('c701')]).heard).toEqual({ frames: [], errors: [['frame-too-large', 0]] });
  });
});
