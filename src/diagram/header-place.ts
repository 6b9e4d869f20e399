/** Where a state's header stands: of a state that holds others, in the first place of its top band that no arrow crosses. */
import { headerSize, INSET } from './measures.ts';
import type { Box, Point } from './placed.ts';
import type { PlannedState } from './plan.ts';

/** Between a header and an arrow that passes it. */
const CLEAR = 6;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which part of the band each piece of an arrow takes up. */
const spansOf = (points: readonly Point[], band: Box): readonly Span[] =>
  points.slice(1).flatMap((end, at) => {
    const start = points[at] ?? end;
    const low = Math.min(start.y, end.y);
    const high = Math.max(start.y, end.y);
    if (high <= band.y || low >= band.y + band.height) return [];
    return [{ from: Math.min(start.x, end.x), to: Math.max(start.x, end.x) }];
  });

/** @returns null where there is no such place */
export const headerPlace = (
  { state, title, lines }: PlannedState,
  box: Box,
  arrows: readonly (readonly Point[])[],
  solid: readonly Box[],
): Box | null => {
  const size = headerSize(title, lines);
  const corner = { x: box.x + INSET, y: box.y + INSET / 2, ...size };
  if (state.children.length === 0) return corner;
  const taken = [
    ...arrows.flatMap((points) => spansOf(points, corner)),
    ...solid
      .filter(({ y, height }) => y < corner.y + corner.height && y + height > corner.y)
      .map(({ x, width }) => ({ from: x, to: x + width })),
  ].toSorted((a, b) => a.from - b.from);
  let x = corner.x;
  for (const { from, to } of taken) {
    if (to + CLEAR <= x) continue;
    if (from - CLEAR >= x + size.width) break;
    x = to + CLEAR;
  }
  return x + size.width + INSET / 2 <= box.x + box.width ? { ...corner, x } : null;
};
