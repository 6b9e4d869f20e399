import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { body, codec, decode } from './listen.ts';

const make = () => codec({ type: 'read-once', maxFrame: 64 });

codecContract('read-once', make, {
  frames: [body(1), body(2), body(40)],
  any: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  largest: body(64),
  unsayable: [body(65)],
  tooLarge: body(65),
  garbage: [],
  alphabet: [0, 255],
});

describe('a read', () => {
  it('is a frame each time, and none when it brings nothing', () => {
    expect(decode(make(), [body(3), new Uint8Array(0), body(4)]).heard).toEqual({
      frames: [toHex(body(3)), toHex(body(4))],
      errors: [],
    });
  });

  it('over the maximum shows where in the stream it stood', () => {
    const { errors } = decode(make(), [body(3), body(65)]);
    expect(errors.map((error) => [error.code, error.offset])).toEqual([['frame-too-large', 3]]);
  });
});
