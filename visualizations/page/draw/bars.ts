/** Spans of states as bars. What is narrower than a pixel shares it, and the gravest is seen. */
import { families, gravityOf } from '../model/family.ts';
import type { Spans } from '../model/spans.ts';
import type { Palette } from './palette.ts';

const MARK_ROOM = 15;
const marks = families.map(({ mark }) => new Path2D(mark));

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** @param from `until` what its left and right edge stand for, `t` */
export function drawBar(
  context: CanvasRenderingContext2D,
  palette: Palette,
  spans: Spans,
  row: number,
  from: number,
  until: number,
  { x, y, width, height, ratio }: Bar,
): void {
  const scale = width / (until - from);
  let pixel = -1;
  let grave = -1;
  spans.each(row, from, until, (start, end, family) => {
    const left = Math.floor(x + (start - from) * scale);
    const right = Math.max(left + 1, Math.floor(x + (end - from) * scale));
    const single = right - left === 1;
    if (single && left === pixel && gravityOf(family) <= grave) return;
    pixel = single ? left : -1;
    grave = gravityOf(family);
    const wide = right - left > 3 * ratio ? right - left - 1 : right - left;
    context.fillStyle = palette.families[family] ?? palette.line;
    context.fillRect(left, y, wide, height);
    const mark = marks[family];
    if (mark === undefined || wide < MARK_ROOM * ratio || gravityOf(family) === 0) return;
    context.save();
    context.translate(left + 2 * ratio, y + (height - 13 * ratio) / 2);
    context.scale((13 * ratio) / 16, (13 * ratio) / 16);
    context.strokeStyle = palette.onFamily;
    context.lineWidth = 1.8;
    context.lineCap = 'round';
    context.stroke(mark);
    context.restore();
  });
}
