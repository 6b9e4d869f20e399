import type { Slab } from '../contract/codec.ts';

export interface BufferSlab extends Slab {
  readonly bytes: Buffer;
}

/** What one read gives at most, so an echo of what one callback read fits into one slab. */
export const SLAB = 65_536;
/** Slabs kept for another use, 2 MiB: about as many as there are lines that write in one tick. */
const KEPT = 32;

const kept: BufferSlab[] = [];

/** A line that has nothing to write holds this. */
export const emptySlab: BufferSlab = { bytes: Buffer.alloc(0), at: 0 };

/** An empty slab of at least `room` bytes; it is the taker's until given back. */
export const takeSlab = (room: number): BufferSlab =>
  (room <= SLAB ? kept.pop() : undefined) ?? { bytes: Buffer.allocUnsafeSlow(Math.max(room, SLAB)), at: 0 };

/** To be called only when nobody reads its bytes any more, the kernel included. */
export const giveSlab = (slab: BufferSlab): void => {
  slab.at = 0;
  if (slab.bytes.length === SLAB && kept.length < KEPT) kept.push(slab);
};
