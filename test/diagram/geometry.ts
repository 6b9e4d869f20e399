/** What is wrong with a picture, by measuring it. */
import { lineWidth, TITLE } from '../../src/diagram/measures.ts';
import type { Box, Placed, PlacedState, Point } from '../../src/diagram/placed.ts';
import { textWidth } from '../../src/diagram/text-width.ts';

interface Named {
  readonly name: string;
  readonly box: Box;
}

/** More than a touch. */
const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const pieces = (points: readonly Point[]): readonly Box[] =>
  points.slice(1).map((end, at) => {
    const start = points[at] ?? end;
    return {
      x: Math.min(start.x, end.x),
      y: Math.min(start.y, end.y),
      // A line has no area, and would overlap nothing.
      width: Math.max(Math.abs(start.x - end.x), 0.01),
      height: Math.max(Math.abs(start.y - end.y), 0.01),
    };
  });

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const holds = (outer: string, path: string): boolean => path === outer || path.startsWith(`${outer}.`);
const leaf = ({ planned: { state } }: PlacedState): boolean => state.children.length === 0;
const pathOf = ({ planned: { state } }: PlacedState): string => state.path;

/** Each fault as a sentence; none for a picture that can be read. */
export const faults = (placed: Placed): readonly string[] => {
  const out: string[] = [];
  const arrows = [
    ...placed.edges.map(({ planned: { id }, points }) => ({ name: id, points })),
    ...placed.starts.map(({ of, points }) => ({ name: `start of ${of}`, points })),
  ];
  const labels: Named[] = placed.edges.flatMap(({ planned: { id }, label }) => [
    { name: `label of ${id}`, box: label },
  ]);
  const headers: Named[] = placed.states.map((state) => ({ name: `header of ${pathOf(state)}`, box: state.header }));
  const leaves: Named[] = placed.states.filter(leaf).map((state) => ({ name: pathOf(state), box: state.box }));
  const dots: Named[] = placed.starts.map(({ of, dot }) => ({ name: `dot in ${of}`, box: dot }));
  const legend: Named[] = placed.everywhere === null ? [] : [{ name: 'in every state', box: placed.everywhere.box }];

  for (const { name, points } of arrows) {
    if (points.length < 2) out.push(`${name} is not drawn`);
    for (const piece of pieces(points)) {
      for (const other of [...labels, ...headers, ...leaves, ...legend])
        if (overlap(piece, other.box)) out.push(`${name} crosses ${other.name}`);
      if (Math.min(piece.width, piece.height) > 0.01) out.push(`${name} is askew`);
    }
  }
  arrows.forEach((one, at) => {
    for (const other of arrows.slice(at + 1))
      for (const a of pieces(one.points))
        for (const b of pieces(other.points))
          if (overlap(a, b) && a.width > 0.01 === b.width > 0.01) out.push(`${one.name} runs along ${other.name}`);
  });
  const solid = [...labels, ...headers, ...dots, ...legend];
  solid.forEach((one, at) => {
    for (const other of solid.slice(at + 1))
      if (overlap(one.box, other.box)) out.push(`${one.name} overlaps ${other.name}`);
  });
  for (const label of [...labels, ...legend])
    for (const state of leaves) if (overlap(label.box, state.box)) out.push(`${label.name} overlaps ${state.name}`);
  placed.states.forEach((one, at) => {
    for (const other of placed.states.slice(at + 1)) {
      const nested = holds(pathOf(one), pathOf(other)) || holds(pathOf(other), pathOf(one));
      if (nested ? !inside(other.box, one.box) : overlap(one.box, other.box))
        out.push(`${pathOf(other)} does not stand ${nested ? 'inside' : 'beside'} ${pathOf(one)}`);
    }
  });
  for (const label of labels)
    for (const { box, planned } of placed.states)
      if (overlap(label.box, box) && !inside(label.box, box))
        out.push(`${label.name} lies on the border of ${planned.state.path}`);
  const paper = { x: 0, y: 0, width: placed.width, height: placed.height };
  for (const { name, box } of [...solid, ...placed.states.map((state) => ({ name: pathOf(state), box: state.box }))])
    if (!inside(box, paper)) out.push(`${name} lies outside`);
  for (const { name, points } of arrows)
    if (!pieces(points).every((piece) => inside(piece, paper))) out.push(`${name} leads outside`);
  for (const { planned, header, box } of placed.states) {
    if (!inside(header, box)) out.push(`the header of ${planned.state.path} leaves its state`);
    const widths = planned.lines.map(lineWidth);
    if (Math.max(textWidth(planned.title, TITLE, 'bold'), ...widths) > header.width)
      out.push(`the text of ${planned.state.path} is wider than its header`);
  }
  return [...new Set(out)];
};
