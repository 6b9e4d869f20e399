import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { framing } from '../../../src/contract/options/framing.ts';

/** Each issue as 'path: message'. */
const issues = (given: unknown) =>
  framing.safeParse(given).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];

describe('framing by length', () => {
  it('has the defaults of the design', () => {
    expect(framing.parse({ type: 'length', bytes: 2 })).toEqual({
      type: 'length',
      encoding: 'uint',
      bytes: 2,
      endian: 'big',
      offset: 0,
      adjustment: 0,
      includesHeader: false,
      strip: true,
      maxFrame: 1_048_576,
      partialTimeout: 10_000,
    });
  });

  it('needs the bytes of its length, but for a varint, which has four at most', () => {
    expect(framing.parse({ type: 'length', encoding: 'varint' })).toMatchObject({ bytes: 4 });
    expect(issues({ type: 'length', encoding: 'bcd' })).toEqual([
      'bytes: expected how many bytes the bcd length takes',
    ]);
  });

  it.each([
    ['uint', 8],
    ['bcd', 8],
    ['ascii', 16],
    ['hex', 16],
    ['ebcdic', 16],
    ['varint', 5],
  ] as const)('takes 1 to as many bytes as %s allows: %d', (encoding, most) => {
    expect(issues({ type: 'length', encoding, bytes: most })).toEqual([]);
    expect(issues({ type: 'length', encoding, bytes: 1 })).toEqual([]);
    expect(issues({ type: 'length', encoding, bytes: 0 })).toHaveLength(1);
    expect(issues({ type: 'length', encoding, bytes: most + 1 })).toHaveLength(1);
    expect(issues({ type: 'length', encoding, bytes: 1.5 })).toHaveLength(1);
  });

  it.each([
    [{ bytes: 2, offset: 1 }, 'strip: expected false with an offset over 0: the bytes before the length would be lost'],
    [{ bytes: 2, encoding: 'hex', endian: 'little' }, 'endian: little is for uint; a length in hex has one order only'],
    [
      { encoding: 'varint', includesHeader: true },
      'includesHeader: expected false for varint, whose own size depends on the length it says',
    ],
    [{ bytes: 4, offset: 4, strip: false, maxFrame: 7 }, 'maxFrame: expected at least the header of 8 bytes'],
    [{ bytes: 4, maxFrame: 0 }, 'maxFrame: expected a size from 1 byte to 1GiB'],
    [{ bytes: 4, maxFrame: '1025MiB' }, 'maxFrame: expected a size from 1 byte to 1GiB'],
    [{ bytes: 4, partialTimeout: 0 }, 'partialTimeout: expected a duration of at least 1 ms'],
    [{ bytes: 4, size: 3 }, ': Unrecognized key: "size"'],
  ])('is refused as %j', (given, issue) => {
    expect(issues({ type: 'length', ...given })).toEqual([issue]);
  });

  it('says everything that is wrong at once', () => {
    expect(issues({ type: 'length', encoding: 'bcd', bytes: 9, endian: 'little', offset: 2 })).toHaveLength(3);
  });
});

describe('framing of the other types', () => {
  const limits = { maxFrame: 1_048_576, partialTimeout: 10_000 };

  it.each([
    [
      { type: 'delimiter', delimiter: '\r\n' },
      { type: 'delimiter', delimiter: Uint8Array.of(13, 10), ...limits },
    ],
    [
      { type: 'delimiter', delimiter: String.raw`\r\n` },
      { type: 'delimiter', delimiter: Uint8Array.of(13, 10), ...limits },
    ],
    [
      { type: 'delimiter', delimiter: { hex: '1c0d' }, start: '\\x0b', maxFrame: '64KiB' },
      { type: 'delimiter', delimiter: Uint8Array.of(0x1c, 13), start: Uint8Array.of(11), ...limits, maxFrame: 65_536 },
    ],
    [
      { type: 'fixed', size: '4KiB' },
      { type: 'fixed', size: 4096, partialTimeout: 10_000 },
    ],
    [{ type: 'until-close' }, { type: 'until-close', maxFrame: 1_048_576 }],
    [
      { type: 'read-once', maxFrame: 1500 },
      { type: 'read-once', maxFrame: 1500 },
    ],
  ])('%j is complete', (given, complete) => {
    expect(framing.parse(given)).toEqual(complete);
  });

  it.each<[unknown, RegExp]>([
    [{ type: 'delimiter' }, /^delimiter: expected text .* or \{ hex: '0d0a' \}, 1 to 32 bytes$/],
    [{ type: 'delimiter', delimiter: '' }, /^delimiter: expected text/],
    [{ type: 'delimiter', delimiter: 'x'.repeat(33) }, /^delimiter: expected text/],
    [{ type: 'delimiter', delimiter: '\n', start: '' }, /^start: expected text/],
    [
      { type: 'delimiter', delimiter: 'abc', start: 'de', maxFrame: 4 },
      /^maxFrame: expected at least the bytes of delimiter and start$/,
    ],
    [{ type: 'fixed' }, /^size: expected whole bytes/],
    [{ type: 'fixed', size: 0 }, /^size: expected a size from 1 byte to 1GiB$/],
    [{ type: 'until-close', partialTimeout: '10s' }, /^: Unrecognized key: "partialTimeout"$/],
    [{ type: 'read-once', partialTimeout: '10s' }, /^: Unrecognized key: "partialTimeout"$/],
    [{ type: 'lines' }, /^type: .*'length' \| 'delimiter' \| 'fixed' \| 'until-close' \| 'read-once'/],
  ])('%j is refused', (given, issue) => {
    const found = issues(given);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(issue);
  });
});

describe('the schema of framing', () => {
  interface Node {
    readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  }
  const { oneOf } = z.toJSONSchema(framing, { io: 'input' }) as { oneOf?: readonly Node[] };
  const rows = (oneOf ?? []).flatMap(({ properties }) => Object.entries(properties));

  it('describes every field', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(([, row]) => (row.description ?? '').length < 20)).toEqual([]);
  });

  it('gives every limit its reason', () => {
    const limits = rows.filter(([name]) =>
      ['maxFrame', 'partialTimeout', 'bytes', 'offset', 'adjustment', 'size'].includes(name),
    );
    expect(limits.filter(([, row]) => !/because|Limited to|as a frame is/.test(row.description ?? ''))).toEqual([]);
  });
});
