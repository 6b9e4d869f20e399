import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { codecContract } from '../contracts/codec.ts';
import { body, bytewise, codec, decode, feed, Listener } from './listen.ts';

const make = () => codec({ type: 'until-close', maxFrame: 64 });

codecContract('until-close', make, {
  frames: [body(1), body(2), body(40)],
  any: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  largest: body(64),
  unsayable: [body(65)],
  tooLarge: body(65),
  garbage: [],
  alphabet: [0, 255],
});

describe('a stream that is one frame', () => {
  it('gives it out at the end and not before', () => {
    const listener = new Listener();
    const decoder = make().decoder();
    feed(decoder, bytewise(body(9)), listener);
    expect([listener.frames, decoder.held]).toEqual([[], 9]);
    decoder.end(listener);
    expect([listener.frames, decoder.held]).toEqual([[toHex(body(9))], 0]);
    decoder.end(listener);
    feed(decoder, [body(1)], listener);
    expect(listener.frames).toHaveLength(1);
  });

  it('needs no time limit for a part of it, since only its end ends it', () => {
    expect(make()).toMatchObject({ partialTimeout: null, can: { endsByFin: true } });
  });

  it('shows how it began when it grows too large', () => {
    const { errors } = decode(make(), [body(30), body(100)]);
    expect(errors.map((error) => [error.code, error.offset, error.hex])).toEqual([
      ['frame-too-large', 0, toHex(body(16))],
    ]);
  });
});
