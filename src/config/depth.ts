/** How deep YAML text nests, told without descending into it: its reader calls itself for each level and can exhaust the stack. */
import { CST, Lexer } from 'yaml';

/** No text is indented so far, and its reader takes as many levels. */
const WIDEST_INDENT = 400;

const brackets: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };
/** Marks between the tokens of the lexer; they take no place in the text. */
const marks: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/**
 * The offset at which the text goes deeper than `most` levels, or `null`. A level is an open bracket, or a `-` or `?` behind
 * another on its line; levels of indentation are bounded by its width.
 */
export function tooDeepAt(text: string, most: number): number | null {
  let offset = 0;
  let open = 0;
  let onLine = 0;
  let before = '\n';
  for (const token of new Lexer().lex(text)) {
    const indented = before.endsWith('\n') && token.startsWith(' ') && token.length > WIDEST_INDENT;
    // Text that is quoted, plain or a block comes as a whole and is never one of these marks alone.
    open += brackets[token] ?? 0;
    if (token === '-' || token === '?') onLine += 1;
    if (token.endsWith('\n')) onLine = 0;
    if (open + onLine > most || (indented && token.trim() === '')) return offset;
    if (!marks.has(token)) offset += token.length;
    before = token;
  }
  return null;
}
