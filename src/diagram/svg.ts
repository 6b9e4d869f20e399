/** Draws a placed picture as SVG text. */
import { INDENT, INSET, LABEL_INSET, LINE, TITLE_LINE } from './measures.ts';
import type { Box, Placed, PlacedEdge, PlacedStart, PlacedState, Point } from './placed.ts';
import type { Line, Piece } from './plan.ts';
import { chartStyle } from './style.ts';

export interface Look {
  /** Fixed, whatever the viewer prefers. */
  readonly theme?: 'light' | 'dark' | undefined;
  /** False: without its own style sheet, for a page that brings `chartStyle`. Default true. */
  readonly styled?: boolean | undefined;
}

const CORNER = 7;
const HEAD = 9;

const escape = (text: string): string =>
  text
    // XML takes no control characters, not even as entities, nor halves of a surrogate pair.
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** In an attribute a line break is kept only as an entity. */
const attribute = (text: string): string =>
  text
    .split(/([\t\n\r])/)
    .map((part, at) => (at % 2 === 0 ? escape(part) : `&#${String(part.charCodeAt(0))};`))
    .join('');

const n = (value: number): string => String(value);

const rect = (name: string, { x, y, width, height }: Box, radius: number): string =>
  `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}"/>`;

const piece = ({ text, id }: Piece): string =>
  id === undefined ? escape(text) : `<tspan class="transition" data-id="${attribute(id)}">${escape(text)}</tspan>`;

/** @param y its baseline */
const textLine = ({ pieces, continued }: Line, x: number, y: number): string =>
  `<text x="${n(continued ? x + INDENT : x)}" y="${n(y)}">${pieces.map(piece).join('')}</text>`;

const headerText = (title: string, lines: readonly Line[], { x, y }: Point): string =>
  [
    `<text class="title" x="${n(x)}" y="${n(y + 15)}">${escape(title)}</text>`,
    ...lines.map((line, at) => textLine(line, x, y + TITLE_LINE + at * LINE + 11)),
  ].join('');

const inner = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

const drawState = ({ planned: { state, title, tone, region, lines }, box, header }: PlacedState): string => {
  const leaf = state.children.length === 0;
  const classes = `state ${leaf ? 'leaf' : 'group'}${region ? ' region' : ''} tone-${tone}`;
  return [
    `<g class="${classes}" data-id="${attribute(state.path)}">`,
    rect('box', box, leaf ? 8 : 10),
    state.kind === 'final' ? rect('ring', inner(box, 3), 6) : '',
    headerText(title, lines, header),
    '</g>',
  ].join('');
};

/** A path with rounded corners that stops where the arrow's head begins. */
const wire = (points: readonly Point[]): string => {
  const out: string[] = [];
  points.forEach((point, at) => {
    const before = points[at - 1];
    const after = points[at + 1];
    if (before === undefined) out.push(`M${n(point.x)} ${n(point.y)}`);
    else if (after === undefined) {
      const end = towards(point, before, HEAD - 2);
      out.push(`L${n(end.x)} ${n(end.y)}`);
    } else {
      const from = towards(point, before, CORNER);
      const to = towards(point, after, CORNER);
      out.push(`L${n(from.x)} ${n(from.y)}Q${n(point.x)} ${n(point.y)} ${n(to.x)} ${n(to.y)}`);
    }
  });
  return `<path class="wire" d="${out.join('')}"/>`;
};

/** From a point towards another, at most half of the way. */
const towards = (from: Point, to: Point, by: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(by, length / 2) / length;
  const at = (a: number, b: number): number => Math.round((a + (b - a) * share) * 100) / 100;
  return { x: at(from.x, to.x), y: at(from.y, to.y) };
};

const head = (points: readonly Point[]): string => {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? tip;
  const dx = Math.sign(tip.x - before.x);
  const dy = Math.sign(tip.y - before.y);
  const x = tip.x - dx * HEAD;
  const y = tip.y - dy * HEAD;
  const half = HEAD / 2;
  return `<path class="head" d="M${n(tip.x)} ${n(tip.y)}L${n(x - dy * half)} ${n(y + dx * half)}L${n(x + dy * half)} ${n(y - dx * half)}Z"/>`;
};

const labelOf = ({ planned: { lines }, label }: PlacedEdge): string =>
  rect('plate', label, 6) +
  lines.map((line, at) => textLine(line, label.x + LABEL_INSET, label.y + 14 + at * LINE)).join('');

const drawStart = ({ dot, points }: PlacedStart): string =>
  `<g class="start">${wire(points)}${head(points)}<circle class="head" cx="${n(dot.x + dot.width / 2)}" cy="${n(dot.y + dot.height / 2)}" r="${n(dot.width / 2)}"/></g>`;

/**
 * States are `<g class="state" data-id="connected.listening">`, arrows `<g class="edge" data-id="<from> -> <to>">`, and each
 * transition is a `<tspan class="transition">` with the id that `transitionIds` gives it, in an arrow's label or in a state.
 */
export const svg = (placed: Placed, { theme, styled = true }: Look = {}): string => {
  const { width, height, everywhere } = placed;
  const toneOf = new Map(placed.states.map(({ planned }) => [planned.state.path, planned.tone]));
  const drawEdge = (edge: PlacedEdge): string => {
    const { id, to, timed } = edge.planned;
    const classes = `edge tone-${toneOf.get(to) ?? '0'}${timed ? ' timed' : ''}`;
    return `<g class="${classes}" data-id="${attribute(id)}">${wire(edge.points)}${head(edge.points)}${labelOf(edge)}</g>`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="holdfast-chart"${theme === undefined ? '' : ` data-theme="${theme}"`} viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" xml:space="preserve" role="img" aria-label="statechart ${attribute(placed.title)}">`,
    ...(styled ? [`<style>${chartStyle}</style>`] : []),
    `<rect class="paper" width="${n(width)}" height="${n(height)}"/>`,
    ...placed.states.map(drawState),
    ...placed.starts.map(drawStart),
    ...placed.edges.map(drawEdge),
    ...(everywhere === null
      ? []
      : [
          `<g class="everywhere">${rect('box', everywhere.box, 8)}${headerText('in every state', everywhere.lines, { x: everywhere.box.x + INSET, y: everywhere.box.y + INSET / 2 })}</g>`,
        ]),
    '</svg>',
    '',
  ].join('\n');
};
