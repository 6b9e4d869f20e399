import { describe, expect, it } from 'vitest';
import { FrameError } from '../../src/contract/errors.ts';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { fromHex, toHex } from '../../src/contract/options/octets.ts';
import { body, codec, concat, decode, thrown, wireOf } from './listen.ts';

/** For each length of a body the header as written by hand, or null where this header cannot say it. */
export type Vectors = Readonly<Record<0 | 1 | 99 | 100 | 9999 | 10000 | 65535 | 65536, string | null>>;

export function headerVectors(name: string, input: FramingInput, vectors: Vectors): void {
  describe(`${name}, by vectors written by hand`, () => {
    const all = Object.entries(vectors);
    const said = all.flatMap(([length, header]) => (header === null ? [] : [[Number(length), header] as const]));
    const unsaid = all.filter(([, header]) => header === null).map(([length]) => Number(length));

    it.each(said)('says %d bytes as %s', (length, header) => {
      const frame = body(length);
      const by = codec(input);
      const wire = wireOf(by, frame);
      expect(toHex(wire, 0, wire.length - length)).toBe(header);
      expect(toHex(wire, wire.length - length)).toBe(toHex(frame));
      const hand = concat([fromHex(header) ?? new Uint8Array(0), frame]);
      expect(decode(by, [hand]).heard).toEqual({ frames: [toHex(frame)], errors: [] });
    });

    it.each(unsaid)('refuses to send %d bytes', (length) => {
      const error = thrown(() => codec(input).size(body(length)));
      expect(error).toBeInstanceOf(FrameError);
      expect(error).toMatchObject({ code: 'frame-refused' });
    });
  });
}
