import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { bytes } from './length-samples.ts';
import { body, codec, concat, wireOf } from './listen.ts';

const deaf = { frame: () => true, malformed: () => undefined };

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

/** Bytes copied and searched while a frame of this size arrives byte by byte. Counted, because time would tell of the machine. */
function workFor(input: FramingInput, size: number): number {
  const by = codec(input);
  const wire = wireOf(by, body(size));
  const decoder = by.decoder();
  const copies = vi.spyOn(TypedArray, 'set');
  const searches = vi.spyOn(TypedArray, 'indexOf');
  for (let at = 0; at < wire.length; at += 1) decoder.push(wire.subarray(at, at + 1), deaf);
  const { contexts, calls } = searches.mock;
  // A search that finds nothing goes to the end of where it looks; none that finds something goes further.
  const searched = calls.map(([, from = 0], i) =>
    Math.max(0, ((contexts[i] as Uint8Array | undefined)?.length ?? 0) - from),
  );
  const copied = copies.mock.calls.map(([from]) => from.length);
  vi.restoreAllMocks();
  return [...searched, ...copied].reduce((sum, some) => sum + some, 0);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a frame that arrives byte by byte', () => {
  it.each<[string, FramingInput]>([
    ['behind a length', { type: 'length', bytes: 4 }],
    ['behind a varint', { type: 'length', encoding: 'varint' }],
    ['before a delimiter', { type: 'delimiter', delimiter: '\r\n' }],
    ['between marks', { type: 'delimiter', delimiter: { hex: '1c0d' }, start: { hex: '0b' } }],
    ['until the stream ends', { type: 'until-close' }],
  ])('costs the same for each byte, however long it is: %s', (_, input) => {
    for (const size of [1_000, 5_000, 50_000]) {
      const each = workFor(input, size) / size;
      // Once for the copy, less than two more for growing by doubling, two for the searches.
      expect(each).toBeGreaterThanOrEqual(1);
      expect(each).toBeLessThan(5.1);
    }
  });
});

describe('a header that lies', () => {
  const decoders = 64;
  const MiB = 2 ** 20;

  /** Bytes of array buffers that come to life while so many decoders take this stream and hold on to it. */
  function allocatedFor(input: FramingInput, stream: Uint8Array): number {
    const by = codec(input);
    const all = Array.from({ length: decoders }, () => by.decoder());
    const before = process.memoryUsage().arrayBuffers;
    for (const decoder of all) decoder.push(stream, deaf);
    const after = process.memoryUsage().arrayBuffers;
    expect(all.every((decoder) => decoder.held === stream.length)).toBe(true);
    return after - before;
  }

  it('of 16 MiB costs at most 64 KiB until as much has come', () => {
    const stream = concat([bytes('00fffff0'), body(8)]);
    const cost = allocatedFor({ type: 'length', bytes: 4, maxFrame: '16MiB' }, stream);
    expect(cost).toBeLessThanOrEqual(decoders * 65_536 + MiB);
  });

  it('is no way to make a line hold what its delimiter never ends', () => {
    const cost = allocatedFor({ type: 'delimiter', delimiter: '\n', maxFrame: '16MiB' }, body(100));
    expect(cost).toBeLessThanOrEqual(decoders * 1024 + MiB);
  });

  it('over the maximum costs nothing', () => {
    const by = codec({ type: 'length', bytes: 8, maxFrame: '1GiB' });
    const all = Array.from({ length: decoders }, () => by.decoder());
    const before = process.memoryUsage().arrayBuffers;
    for (const decoder of all) decoder.push(bytes('000000007fffffff'), deaf);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MiB);
    expect(all.every((decoder) => decoder.held === 0)).toBe(true);
  });
});
