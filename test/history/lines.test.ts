import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bytes } from '../../src/history/bytes.ts';
import type { Line } from '../../src/history/lines.ts';
import { readLines } from '../../src/history/lines.ts';
import { part } from './lives.ts';

async function all(...texts: readonly string[]): Promise<readonly Line[]> {
  const bytes = new Bytes(texts.map((text, i) => part(String(i), new TextEncoder().encode(text))));
  const lines: Line[] = [];
  for await (const some of readLines(bytes)) lines.push(...some.lines);
  return lines;
}

const MiB = 2 ** 20;

describe('the lines of a log', () => {
  it('are what was written, each where it begins, whatever its characters', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', 'é', '漢', '😀', ' ') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(text), { minLength: 1, maxLength: 4 }), async (files) => {
        const texts = files.map((lines) => lines.map((line) => `${line}\n`).join(''));
        const found = await all(...texts);
        expect(found.map((line) => line.text)).toEqual(files.flat());
        const bytes = new TextEncoder().encode(texts.join(''));
        for (const { from, text: told } of found)
          expect(new TextDecoder().decode(bytes.subarray(from)).startsWith(`${told}\n`)).toBe(true);
      }),
    );
  });

  it('are whole where a read ends within one', async () => {
    const long = `${'é'.repeat(200_000)}\n`;
    const found = await all(long.repeat(12));
    expect(found.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'whole'));
    expect(found.map(({ from }) => from)).toEqual(Array.from({ length: 12 }, (_, i) => i * 400_001));
    expect(found.every(({ text }) => `${text}\n` === long)).toBe(true);
  });

  it('end in a torn one where the file ends before it', async () => {
    expect(await all('a\nb', 'c\n')).toEqual([
      { from: 0, text: 'a', state: 'whole' },
      { from: 2, text: 'b', state: 'torn' },
      { from: 3, text: 'c', state: 'whole' },
    ]);
  });

  it('that are longer than any of a log end the file, and not the next', async () => {
    const found = await all(`a\n${'x'.repeat(3 * MiB)}\nb\n`, 'c\n');
    expect(found.map(({ text, state }) => [text, state])).toEqual([
      ['a', 'whole'],
      ['', 'long'],
      ['c', 'whole'],
    ]);
  });

  it('are read of a file that has become shorter meanwhile', async () => {
    const bytes = new Bytes([{ name: 'a', size: 100, read: () => Promise.resolve(new Uint8Array()) }]);
    const lines: Line[] = [];
    for await (const some of readLines(bytes)) lines.push(...some.lines);
    expect(lines).toEqual([]);
  });
});
