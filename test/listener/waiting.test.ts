import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Call } from '../../src/connection/call.ts';
import { Waiting } from '../../src/listener/waiting.ts';

it('what waits is in order of age, whatever is taken out of it and put back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(12))), (acts) => {
      const calls = Array.from({ length: 13 }, (_, i) => new Call('post', new Uint8Array(), 0, i, Infinity, () => {}));
      const waiting = new Waiting();
      const held = new Set<number>();
      const removals: boolean[][] = [];
      for (const [add, which] of acts) {
        const call = calls[which];
        if (call === undefined || add === held.has(which)) continue;
        if (add) {
          waiting.add(call);
          held.add(which);
        } else {
          removals.push([waiting.remove(call), waiting.remove(call)]);
          held.delete(which);
        }
        expect(waiting.size).toBe(held.size);
        expect(waiting.first?.ordinal).toBe(held.size === 0 ? undefined : Math.min(...held));
      }
      const left: number[] = [];
      for (let call = waiting.first; call !== undefined; call = waiting.first) {
        left.push(call.ordinal);
        waiting.remove(call);
      }
      expect(removals).toEqual(removals.map(() => [true, false]));
      expect(left).toEqual([...held].toSorted((a, b) => a - b));
    }),
  );
});
