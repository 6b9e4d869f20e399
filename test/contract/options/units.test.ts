import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { duration, parseDuration, parseSize, size } from '../../../src/contract/options/units.ts';

describe('a duration', () => {
  it.each<[number | string, number]>([
    [0, 0],
    [250, 250],
    ['0ms', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['1.1s', 1_100],
    ['0.3s', 300],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0.5h', 1_800_000],
    ['24d', 2_073_600_000],
    ['30 s', 30_000],
  ])('%j is %d ms', (written, ms) => {
    expect(parseDuration(written)).toBe(ms);
    expect(duration.parse(written)).toBe(ms);
  });

  it.each<number | string>([
    -1,
    0.5,
    NaN,
    Infinity,
    2_073_600_001,
    '',
    '30',
    's',
    '30S',
    '30sec',
    '-1s',
    '+1s',
    '1e3s',
    '0.5ms',
    '1.0001s',
    '25d',
    '1m30s',
    ' 1s',
    '1s ',
    '.5s',
    '1.s',
    '1\ns',
    '9'.repeat(400) + 's',
  ])('%j is refused, saying what was expected', (written) => {
    expect(() => parseDuration(written)).toThrow(
      "expected whole milliseconds, or text as '500ms', '30s', '2m', '1h' or '1d'; 24 days at most",
    );
    expect(duration.safeParse(written).success).toBe(false);
  });

  it('is refused with the code of a bad option', () => {
    expect(() => parseDuration('soon')).toThrow(expect.objectContaining({ code: 'option-invalid' }));
    expect(() => parseDuration('soon')).toThrow('"soon" is no duration');
  });

  it('is the same in every unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 575 }), (hours) => {
        const ms = hours * 3_600_000;
        const written = [ms, `${String(ms)}ms`, `${String(ms / 1000)}s`, `${String(hours * 60)}m`, `${String(hours)}h`];
        expect(written.map(parseDuration)).toEqual(written.map(() => ms));
      }),
    );
  });
});

describe('a size', () => {
  it.each<[number | string, number]>([
    [0, 0],
    [1500, 1500],
    ['512B', 512],
    ['64KiB', 65_536],
    ['1.5KiB', 1_536],
    ['1MiB', 1_048_576],
    ['1GiB', 1_073_741_824],
    ['1024GiB', 2 ** 40],
  ])('%j is %d bytes', (written, bytes) => {
    expect(parseSize(written)).toBe(bytes);
    expect(size.parse(written)).toBe(bytes);
  });

  it.each<number | string>([-1, 0.5, NaN, 2 ** 40 + 1, '', '64', '64KB', '64K', '64kib', '1MB', '0.3B', '1025GiB'])(
    '%j is refused, saying what was expected',
    (written) => {
      expect(() => parseSize(written)).toThrow(
        "expected whole bytes, or text as '512B', '64KiB', '1MiB' or '1GiB'; 1 TiB at most",
      );
      expect(size.safeParse(written).success).toBe(false);
    },
  );
});

describe('units in a schema', () => {
  const schema = z.strictObject({ wait: duration.prefault('30s'), room: size.optional() });

  it('convert their defaults too', () => {
    expect(schema.parse({})).toEqual({ wait: 30_000 });
  });

  it('refuse what is neither number nor text', () => {
    for (const wait of [null, true, {}, []]) expect(schema.safeParse({ wait }).success).toBe(false);
  });

  it('tell editors which numbers and texts they take', () => {
    const { properties } = z.toJSONSchema(schema, { io: 'input' });
    expect(properties?.['wait']).toMatchObject({
      default: '30s',
      anyOf: [{ type: 'integer', minimum: 0, maximum: 2_073_600_000 }, { type: 'string' }],
    });
  });
});
