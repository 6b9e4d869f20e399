import fc from 'fast-check';
import { fromHex } from '../../src/contract/options/octets.ts';
import type { CodecSamples } from '../contracts/codec.ts';
import { body } from './listen.ts';

/** maxFrame of the codecs that these samples are for, in bytes. */
export const maxFrame = 64;

export const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

/** Samples for a header of `width` bytes and frames that are bodies. `tooLarge` is the header that says one byte over the maximum. */
export function bodiesBehind(
  width: number,
  tooLarge: string,
  garbage: readonly string[],
  alphabet: readonly number[],
): CodecSamples {
  const most = maxFrame - width;
  return {
    frames: [body(1), body(9), body(10), body(33)],
    any: fc.uint8Array({ maxLength: most }),
    largest: body(most),
    unsayable: [body(most + 1), body(5000)],
    tooLarge: bytes(tooLarge),
    garbage: garbage.map(bytes),
    alphabet,
  };
}
