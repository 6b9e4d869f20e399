import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/contract/options/octets.ts';
import { Assembly } from '../../src/framing/assembly.ts';
import { body } from './listen.ts';

const KiB = 1024;

describe('the assembly buffer', () => {
  it('holds what was appended, in order', () => {
    const assembly = new Assembly(4);
    const whole = body(100);
    for (let at = 0; at < 100; at += 7) assembly.append(whole, at, Math.min(100, at + 7), 100);
    expect(toHex(assembly.bytes, 0, assembly.length)).toBe(toHex(whole));
  });

  it('is as large as the frame at once, up to what may be trusted', () => {
    const assembly = new Assembly(64 * KiB);
    assembly.append(body(1), 0, 1, 64 * KiB);
    expect(assembly.bytes.length).toBe(64 * KiB);
  });

  it('of a frame that was announced as larger doubles as bytes arrive, and ends at its size', () => {
    const assembly = new Assembly(64 * KiB);
    const piece = body(32 * KiB);
    const seen = [];
    for (let i = 0; i < 10; i += 1) {
      assembly.append(piece, 0, piece.length, 320 * KiB);
      seen.push(assembly.bytes.length / KiB);
    }
    expect(seen).toEqual([64, 64, 128, 128, 256, 256, 256, 256, 320, 320]);
  });

  it('takes a piece that is larger than its next step', () => {
    const assembly = new Assembly(16);
    assembly.append(body(100), 0, 100, 1000);
    expect(assembly.bytes.length).toBe(100);
  });

  it('keeps a small buffer for the next frame, and gives up a large one', () => {
    const assembly = new Assembly(64 * KiB);
    assembly.append(body(1), 0, 1, KiB);
    const small = assembly.bytes;
    assembly.clear();
    expect([assembly.length, assembly.bytes === small]).toEqual([0, true]);
    assembly.append(body(1), 0, 1, KiB + 1);
    assembly.append(body(KiB), 0, KiB, KiB + 1);
    assembly.clear();
    expect([assembly.length, assembly.bytes.length]).toEqual([0, 0]);
  });
});
