/** Worst first: over and lost before silent before dialling, and of these the longest. */
import { MOST_ROWS } from '../../../src/inspector/protocol.ts';
import type { Fleet } from './fleet.ts';

/** 198 days in ms: with 3 bits of gravity and 16 of row it fits in the 53 of a number. */
const LONGEST = 2 ** 34;

/** One number for each, so that the engine's own sort of numbers does it: no comparator. */
const keys = new Float64Array(MOST_ROWS);

/** @param takes which of them count; @returns rows, the worst first */
export function worstFirst(fleet: Fleet, now: number, takes: (row: number) => boolean, most = Infinity): Uint32Array {
  let count = 0;
  for (const row of fleet.who.keys()) {
    if (!takes(row)) continue;
    const gravity = fleet.gravity(row);
    const weight = gravity === 0 ? (fleet.losses[row] ?? 0) : now - fleet.began(row);
    const long = Math.min(LONGEST - 1, Math.max(0, Math.round(weight)));
    keys[count] = (gravity * LONGEST + long) * MOST_ROWS + (MOST_ROWS - 1 - row);
    count += 1;
  }
  const sorted = keys.subarray(0, count).toSorted();
  const order = new Uint32Array(Math.min(count, most));
  for (let i = 0; i < order.length; i += 1) order[i] = MOST_ROWS - 1 - ((sorted[count - 1 - i] ?? 0) % MOST_ROWS);
  return order;
}
