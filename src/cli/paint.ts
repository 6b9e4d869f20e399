/** Colour, where somebody looks and nobody asked for none (no-color.org). */
import { cut, widthOf } from './cells.ts';
import type { Output } from './world.ts';

export type Colour = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';
export type Paint = (text: string, colour: Colour) => string;

/** Text without control characters, and its colour. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour | undefined;
}

const codes: Readonly<Record<Colour, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

export function paintFor(output: Output, env: Readonly<Record<string, string | undefined>>): Paint {
  const colourless = output.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return (text, colour) => (colourless || text === '' ? text : `\u001B[${String(codes[colour])}m${text}\u001B[0m`);
}

/** @param width in cells; what is beyond it is cut */
export function painted(spans: readonly Span[], paint: Paint, width = Infinity): string {
  let room = width;
  let line = '';
  for (const { text, colour } of spans) {
    if (room <= 0) break;
    const shown = cut(text, room);
    room -= widthOf(text);
    line += colour === undefined ? shown : paint(shown, colour);
  }
  return line;
}
