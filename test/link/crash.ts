/** A codec that works until it is told to throw: what a crash of a link comes from. */
import type { Codec } from '../../src/contract/codec.ts';
import { resolveLink } from '../../src/contract/options/link.ts';
import { planOf } from '../../src/link/plan.ts';
import { LINE } from '../model/world.ts';

export interface Fragile {
  readonly framing: Codec;
  /** The next bytes that come in crash the connection that reads them. */
  broken: boolean;
}

/** What it throws. */
export const mine = new Error('mine');

export const fragile = (input: object = {}): Fragile => {
  const { codec } = planOf('fragile', resolveLink('fragile', { ...LINE, ...input }));
  const made = {
    broken: false,
    framing: {
      can: codec.can,
      maxFrame: codec.maxFrame,
      partialTimeout: codec.partialTimeout,
      size: (frame: Uint8Array) => codec.size(frame),
      encode: (frame: Uint8Array, out: Parameters<Codec['encode']>[1]) => codec.encode(frame, out),
      decoder: () => {
        const decoder = codec.decoder();
        return {
          get held() {
            return decoder.held;
          },
          push: (chunk: Uint8Array, to: Parameters<typeof decoder.push>[1]) => {
            if (made.broken) {
              made.broken = false;
              throw mine;
            }
            decoder.push(chunk, to);
          },
          end: (to: Parameters<typeof decoder.end>[0]) => decoder.end(to),
        };
      },
    },
  };
  return made;
};
