/** Each family's cell, drawn once for a size and a look: colour and mark, bright and stepped back. */
import type { Family } from '../model/family.ts';
import { families } from '../model/family.ts';
import type { Palette } from './palette.ts';

/** Below this a mark is a smudge. In device pixels. */
const SMALLEST_MARK = 7;
const STEPPED_BACK = 0.13;

export interface Sprites {
  readonly size: number;
  /** The pixel of what lies beneath them. */
  readonly ground: number;
  /** The pixels of one, row by row, as they lie in an ImageData. */
  of(family: Family, bright: boolean): Uint32Array;
}

export function spritesOf(palette: Palette, size: number): Sprites {
  const sheet = new OffscreenCanvas(size, size);
  const context = sheet.getContext('2d', { willReadFrequently: true });
  let ground = 0;
  const made = [false, true].map((bright) =>
    families.map((_, family) => {
      if (context === null) return new Uint32Array(size * size);
      context.globalAlpha = 1;
      context.fillStyle = palette.ground;
      context.fillRect(0, 0, size, size);
      [ground = 0] = new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer);
      context.globalAlpha = bright ? 1 : STEPPED_BACK;
      cell(context, palette, family, size);
      return new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);
    }),
  );
  const none = new Uint32Array(size * size);
  return { size, ground, of: (family, bright) => made[bright ? 1 : 0]?.[family] ?? none };
}

function cell(context: OffscreenCanvasRenderingContext2D, palette: Palette, family: Family, size: number): void {
  const gap = size >= 5 ? 1 : 0;
  const side = size - gap;
  context.fillStyle = palette.families[family] ?? palette.line;
  context.beginPath();
  context.roundRect(0, 0, side, side, size >= 9 ? Math.min(3, size / 6) : 0);
  context.fill();
  const mark = families[family]?.mark ?? '';
  if (mark === '' || side < SMALLEST_MARK) return;
  context.save();
  context.scale(side / 16, side / 16);
  context.lineWidth = Math.max(1.7, 20 / side);
  context.lineCap = 'round';
  context.strokeStyle = palette.onFamily;
  context.stroke(new Path2D(mark));
  context.restore();
}
