/** What is wrong in a configuration file, and where. */
import { pathText } from '../contract/options/problem.ts';
import { printable } from '../contract/printable.ts';

export interface Mistake {
  readonly file: string;
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column: number;
  /** Keys from the outermost inwards. */
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

const place = ({ file, line, column }: Mistake): string =>
  line === 0 ? file : `${file}:${String(line)}:${String(column)}`;

const formatMistake = (mistake: Mistake): string => {
  const where = mistake.path.length === 0 ? '' : `${pathText(mistake.path)}: `;
  return `${place(mistake)}: ${where}found ${mistake.found}, expected ${mistake.expected}`;
};

/** A line each, file by file and in the order of each: `links.yaml:4:12: links.bank.to: found 5, expected …`. */
export function formatMistakes(mistakes: readonly Mistake[]): string {
  const files = [...new Set(mistakes.map(({ file }) => file))];
  return mistakes
    .toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
    .map((mistake) => `${printable(formatMistake(mistake))}\n`)
    .join('');
}
