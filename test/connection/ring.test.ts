import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call, Probe } from '../../src/connection/call.ts';
import type { Place } from '../../src/connection/call.ts';
import { Ring } from '../../src/connection/ring.ts';

const nothing = new Uint8Array(0);
const request = (): Call => new Call('request', nothing, 0, 0, Infinity, () => {});

describe('the ring', () => {
  it('is a queue, whatever is pushed and shifted, and counts its probes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('request', 'probe', 'shift', 'shift'), { maxLength: 200 }), (moves) => {
        const ring = new Ring();
        const model: Place[] = [];
        for (const move of moves) {
          const place = move === 'shift' ? null : move === 'probe' ? new Probe(nothing) : request();
          const shifted = place === null ? ring.shift() : ring.push(place);
          const due = place === null ? model.shift() : void model.push(place);
          expect(shifted).toBe(due);
          expect(ring.size).toBe(model.length);
          expect(ring.probes).toBe(model.filter(({ kind }) => kind === 'probe').length);
          expect(ring.head()).toBe(model[0]);
          for (let i = 0; i <= model.length; i += 1) expect(ring.at(i)).toBe(model[i]);
        }
        const taken: Place[] = [];
        ring.take((place) => taken.push(place));
        expect(taken).toEqual(model);
        expect(ring.size).toBe(0);
      }),
    );
  });
});
