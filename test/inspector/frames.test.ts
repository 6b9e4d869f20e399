/** Frames carry what was put into them, and bytes that are none are refused before anything is made of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import { Frame, frameKinds, FrameWriter, MOST_ENTRIES, MOST_ROWS } from '../../src/inspector/protocol.ts';

const entries = fc.array(
  fc.record({
    row: fc.nat({ max: MOST_ROWS - 1 }),
    state: fc.nat({ max: 65_535 }),
    changes: fc.nat({ max: 100_000 }),
    ago: fc.nat({ max: 2 ** 32 - 1 }),
  }),
  { maxLength: 2_000 },
);

const read = (bytes: Uint8Array): Frame | string => {
  try {
    return new Frame(bytes);
  } catch (error) {
    if (error instanceof HoldfastError) return error.code;
    throw error;
  }
};

describe('a frame', () => {
  it('reads as it was written, however often its memory was used before', () => {
    const writer = new FrameWriter();
    const t = 2 ** 33;
    fc.assert(
      fc.property(fc.constantFrom(...frameKinds), fc.nat(), entries, (kind, number, put) => {
        writer.begin(kind, number, t);
        for (const { row, state, changes, ago } of put) expect(writer.put(row, state, changes, t - ago)).toBe(true);
        const frame = new Frame(writer.end());
        expect({ kind: frame.kind, number: frame.number, t: frame.t, count: frame.count }).toEqual({
          kind,
          number,
          t,
          count: put.length,
        });
        put.forEach(({ row, state, changes, ago }, i) => {
          const told = { row: frame.row(i), state: frame.state(i), changes: frame.changes(i), ago: t - frame.since(i) };
          expect(told).toEqual({ row, state, changes: Math.min(changes, 65_535), ago });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('tells what has not begun yet as beginning now, and the oldest as 49 days old', () => {
    const writer = new FrameWriter();
    writer.begin('all', 1, 10);
    writer.put(0, 0, 0, 11);
    writer.put(1, 0, 0, -(2 ** 40));
    const frame = new Frame(writer.end());
    expect([frame.since(0), frame.since(1)]).toEqual([10, 10 - (2 ** 32 - 1)]);
  });

  it('is full at its bound, and says so', () => {
    const writer = new FrameWriter();
    writer.begin('all', 1, 0);
    for (let i = 0; i < MOST_ENTRIES; i += 1) writer.put(i % MOST_ROWS, 0, 0, 0);
    expect(writer.put(0, 0, 0, 0)).toBe(false);
    expect(new Frame(writer.end()).count).toBe(MOST_ENTRIES);
  });

  it('is not made of garbage: that is refused by its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(read(bytes)).toBe('inspector-refused');
      }),
    );
  });

  it('is refused when a byte of its header is another, or it is cut or longer', () => {
    const writer = new FrameWriter();
    writer.begin('changes', 7, 3);
    writer.put(5, 6, 7, 1);
    writer.put(8, 9, 1, 2);
    const whole = writer.end();
    const broken = [whole.subarray(0, -1), whole.subarray(0, 23), new Uint8Array([...whole, 0])];
    for (const at of [0, 1, 2, 3, 16, 17, 18, 19, 20, 23, 26]) {
      const bytes = whole.slice();
      bytes[at] = 255;
      broken.push(bytes);
    }
    expect(broken.map(read)).toEqual(broken.map(() => 'inspector-refused'));
    expect(new Frame(whole).count).toBe(2);
  });

  it('that announces four thousand million entries is refused without making room for any', () => {
    const bytes = new Uint8Array(24 + 12);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0x4648, true);
    view.setUint8(2, 1);
    view.setUint32(16, 2 ** 32 - 1, true);
    expect(() => new Frame(bytes)).toThrow(/4294967295 entries are announced, and 36 bytes came/);
  });
});
