/** What ties a reply to its request where order does not: a part of the frame, or what a function makes of it. */

import type { Key, KeyOptions } from '../contract/options/key.ts';

/** Of the frame `bytes.subarray(start, end)`; undefined: it has none. @throws what the user's function throws. */
export type KeyOf = (bytes: Uint8Array, start: number, end: number) => Key | undefined;

/** So many bytes make a number that is exact. */
const EXACT = 6;

const numberAt =
  (offset: number, length: number): KeyOf =>
  (bytes, start, end) => {
    if (end - start < offset + length) return undefined;
    let key = 0;
    for (let i = start + offset; i < start + offset + length; i += 1) key = key * 256 + (bytes[i] ?? 0);
    return key;
  };

const textAt =
  (offset: number, length: number): KeyOf =>
  (bytes, start, end) => {
    if (end - start < offset + length) return undefined;
    let key = '';
    for (let i = start + offset; i < start + offset + length; i += 1) key += String.fromCharCode(bytes[i] ?? 0);
    return key;
  };

export const keyOf = (key: KeyOptions): KeyOf => {
  if (typeof key === 'function') return (bytes, start, end) => key(bytes.subarray(start, end)) ?? undefined;
  return (key.bytes <= EXACT ? numberAt : textAt)(key.offset, key.bytes);
};
