import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecContract } from '../contracts/codec.ts';
import { body, codec } from './listen.ts';

for (const size of [1, 2, 7]) {
  codecContract(`fixed:${String(size)}`, () => codec({ type: 'fixed', size }), {
    frames: [body(size), new Uint8Array(size), body(size).map((byte) => byte ^ 1)],
    any: fc.uint8Array({ minLength: size, maxLength: size }),
    largest: body(size),
    unsayable: [body(size + 1), body(100)],
    tooLarge: null,
    garbage: [],
    alphabet: [0, 255],
  });
}

describe('a codec of fixed size', () => {
  it('says which size it was given and which it wants', () => {
    expect(() => codec({ type: 'fixed', size: '1KiB' }).size(body(1000))).toThrow(
      'it has 1000 bytes, and each frame has 1024',
    );
  });
});
