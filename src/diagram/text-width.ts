/**
 * How wide a text will be, without a browser to ask.
 *
 * The tables are DejaVu Sans, measured: of the fonts that stand for `sans-serif` on common systems it is the widest, so
 * that a text that fits by these tables fits everywhere.
 */

/** Hundredths of the font's size, from the space to the tilde. */
const regular =
  '32 41 46 84 64 96 78 28 40 40 50 84 32 37 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 54 100 69 69 70 78 64 58 78 76 30 30 66 56 87 75 79 61 79 70 64 62 74 69 99 69 62 69 40 34 40 84 50 50 62 64 55 64 62 36 64 64 28 28 58 28 98 64 62 64 64 42 53 40 64 60 82 60 60 53 64 34 64 84';
const bold =
  '35 46 53 84 70 101 88 31 46 46 53 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 59 100 78 77 74 84 69 69 83 84 38 38 78 64 100 84 86 74 86 78 73 69 82 78 111 78 73 73 46 37 46 84 50 50 68 72 60 72 68 44 72 72 35 35 67 35 105 72 69 72 72 50 60 48 72 66 93 65 66 59 72 37 72 84';

const tables = { regular: regular.split(' ').map(Number), bold: bold.split(' ').map(Number) };
const FIRST = 32;
/** Of any character outside the table, as wide as the widest scripts have them. */
const OTHER = 105;
const separator = '·';

/** In the units of `size`, rounded up to a whole one. */
export const textWidth = (text: string, size: number, weight: keyof typeof tables = 'regular'): number => {
  let sum = 0;
  for (const character of text)
    sum += character === separator ? 38 : (tables[weight][(character.codePointAt(0) ?? 0) - FIRST] ?? OTHER);
  return Math.ceil((sum * size) / 100);
};
