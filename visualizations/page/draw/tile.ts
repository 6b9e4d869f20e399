/** A cell that is large enough to bear a name: mark, connection, state. */
import type { Family } from '../model/family.ts';
import { families } from '../model/family.ts';
import type { Palette } from './palette.ts';

const marks = families.map(({ mark }) => new Path2D(mark));

/** CSS pixels. */
const GAP = 6;
const BADGE = 30;
const STEPPED_BACK = 0.2;

export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly family: Family;
  readonly bright: boolean;
  readonly name: string;
  readonly state: string;
}

export function drawTile(context: CanvasRenderingContext2D, palette: Palette, tile: Tile): void {
  const { x, y, width, height, ratio, family, bright, name, state } = tile;
  const wide = width - Math.round(GAP * ratio);
  const tall = height - Math.round(GAP * ratio);
  const badge = Math.round(BADGE * ratio);
  const alpha = bright ? 1 : STEPPED_BACK;
  context.globalAlpha = 1;
  context.fillStyle = palette.ground;
  context.fillRect(x, y, width, height);
  context.save();
  context.globalAlpha = alpha;
  context.beginPath();
  context.roundRect(x, y, wide, tall, 7 * ratio);
  context.clip();
  context.fillStyle = palette.families[family] ?? palette.line;
  context.fillRect(x, y, badge, tall);
  context.globalAlpha = alpha * 0.16;
  context.fillRect(x + badge, y, wide, tall);
  context.globalAlpha = alpha;
  const left = x + badge + Math.round(8 * ratio);
  context.fillStyle = palette.text;
  context.font = `600 ${String(13 * ratio)}px ${palette.sans}`;
  context.fillText(name, left, y + Math.round(17 * ratio));
  context.fillStyle = palette.soft;
  context.font = `${String(11.5 * ratio)}px ${palette.sans}`;
  context.fillText(state, left, y + Math.round(32 * ratio));
  context.translate(x + (badge - 18 * ratio) / 2, y + (tall - 18 * ratio) / 2);
  context.scale((18 * ratio) / 16, (18 * ratio) / 16);
  context.strokeStyle = palette.onFamily;
  context.lineWidth = 1.9;
  context.lineCap = 'round';
  const mark = marks[family];
  if (mark !== undefined) context.stroke(mark);
  context.restore();
}
