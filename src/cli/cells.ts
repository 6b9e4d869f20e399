/** Text in cells of a terminal: how wide it is, and made to fit. */
import { printable } from '../contract/printable.ts';

const PLAIN = /^[ -~]*$/;
const NO_CELL = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** East Asian Wide and Fullwidth (Unicode's UAX 11), and what is shown as a picture. */
const TWO_CELLS =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

const cellsOf = (char: string): number => (NO_CELL.test(char) ? 0 : TWO_CELLS.test(char) ? 2 : 1);

/** Of text without control characters. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += cellsOf(char);
  return width;
}

/** At most so many cells; what was cut is told by an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += cellsOf(char);
    if (used > width) break;
    kept += char;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** Exactly so many cells, where the text is no wider. */
export const pad = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
};

/** On one line, and harmless to a terminal: a peer may have had a hand in it. */
export const oneLine = (text: string): string => printable(text.replace(/\s*\n\s*/g, ' '));
