/** What ties a reply to its request in mode duplex. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count } from './numbers.ts';

export type Key = string | number | bigint;

/** Where the key stands in a frame, or a function of the user's own. */
export type KeyOptions =
  { readonly offset: number; readonly bytes: number } | ((frame: Uint8Array) => Key | null | undefined);

const place = z.strictObject({
  offset: option(
    {
      type: 'whole number',
      meaning: 'Bytes of the frame before it.',
      reason: 'At most 65,535: a key further on is a matter for a function.',
    },
    count(0, 65_535).prefault(0),
  ),
  bytes: option(
    {
      type: 'whole number',
      meaning: 'Its length.',
      reason: '1 to 64: the longest keys in use are UUIDs as text, of 36.',
    },
    count(1, 64),
  ),
});

export const key = option(
  {
    type: 'map or function',
    meaning:
      'duplex only, and needed there: where a reply says which request it answers. A function is given each frame of either side, valid until it returns, and gives text, a number or a bigint; undefined or null for what answers nothing.',
  },
  z.union([
    z.custom<(frame: Uint8Array) => Key | null | undefined>((value) => typeof value === 'function', {
      error: 'a map { offset, bytes } or a function',
    }),
    place,
  ]),
);
