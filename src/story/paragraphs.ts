/** Sentences for a terminal. */

/** What a line is meant to fit in. */
const COLUMNS = 100;

/** Where it begins, and what it says. */
export type Paragraph = readonly [indent: number, text: string];

export const asText = (paragraphs: readonly Paragraph[]): string =>
  paragraphs.map(([indent, text]) => wrapped(text, indent)).join('');

export const counted = (n: number, what: string): string => `${String(n)} ${what}${n === 1 ? '' : 's'}`;

/** Lines that fit, those behind the first set in by two more; a word that is longer than a line stands alone. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  let begun = false;
  for (const word of text.split(' ')) {
    if (begun && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(indent + 2);
      begun = false;
    }
    line += begun ? ` ${word}` : word;
    begun = true;
  }
  return `${[...lines, line].join('\n')}\n`;
}
