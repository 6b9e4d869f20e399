import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { framingShorthand } from '../../src/contract/options/framing-shorthand.ts';
import { framing } from '../../src/contract/options/framing.ts';
import type { FramingInput } from '../../src/contract/options/framing.ts';
import { bytesOf, toHex } from '../../src/contract/options/octets.ts';
import type { Codec } from '../../src/contract/codec.ts';
import { codecFor } from '../../src/framing/codec-for.ts';
import { decode, wireOf } from '../framing/listen.ts';

const page = readFileSync('docs/framing.md', 'utf8');

/** The rows below a heading, a cell's text without its marks. */
const rows = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [part = ''] = section.split('\n## ');
  const lines = part.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
};

const codecOf = (written: string): Codec => {
  const given = written.startsWith('{') ? (parse(written) as FramingInput) : framingShorthand(written);
  return codecFor(framing.parse(given));
};

const spaced = (hex: string): string => hex.replace(/(..)(?=.)/g, '$1 ');

describe('the bytes of docs/framing.md are those of the codecs', () => {
  test.each(rows('A length in front'))('%s', (written, five, threeHundred) => {
    const codec = codecOf(written);
    const begins = (size: number): string => {
      const wire = wireOf(codec, new Uint8Array(size));
      return spaced(toHex(wire, 0, wire.length - size));
    };
    expect([begins(5), begins(300)]).toEqual([five, threeHundred]);
  });

  test.each(rows('Each type, byte for byte'))('%s', (written, said, wire) => {
    const codec = codecOf(written);
    const frame = bytesOf(0, 1000).parse(said);
    expect(spaced(toHex(wireOf(codec, frame)))).toBe(wire);
    expect(decode(codec, [wireOf(codec, frame)]).heard).toEqual({ frames: [toHex(frame)], errors: [] });
  });

  test('there is a row for each type and each encoding', () => {
    const written = [...rows('A length in front'), ...rows('Each type, byte for byte')].map(([first = '']) => first);
    expect(written.length).toBe(18);
    for (const one of ['ascii', 'hex', 'ebcdic', 'bcd', 'uint', 'varint', 'line', 'delimiter', 'fixed', 'until-close'])
      expect(written.some((word) => word.includes(one))).toBe(true);
  });
});
