/** Sizes of what is drawn. Units are CSS pixels at the picture's natural size. */
import { textOf } from './plan.ts';
import type { Line } from './plan.ts';
import { textWidth } from './text-width.ts';

export const TITLE = 14;
const TEXT = 11;
export const LINE = 15;
/** From a box's border to what is written in it. */
export const INSET = 12;
export const DOT = 10;
/** From a header's top to the first baseline, and between the title and the lines below it. */
export const TITLE_LINE = 20;
export const LABEL_INSET = 7;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a line that goes on from the one before. */
export const INDENT = 10;

export const lineWidth = (line: Line): number => textWidth(textOf(line), TEXT) + (line.continued ? INDENT : 0);

/** A title and the lines below it, without the box around them. */
export const headerSize = (title: string, lines: readonly Line[]): Size => ({
  width: Math.max(textWidth(title, TITLE, 'bold'), ...lines.map(lineWidth)),
  height: TITLE_LINE + lines.length * LINE,
});

export const labelSize = (lines: readonly Line[]): Size => ({
  width: Math.max(...lines.map(lineWidth)) + 2 * LABEL_INSET,
  height: lines.length * LINE + 6,
});
