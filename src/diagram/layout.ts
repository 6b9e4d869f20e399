/**
 * Gives the parts of a picture their places: ELK's layered layout, top down.
 *
 * ELK knows nothing of headers. A state that holds others has its header where no arrow passes; where its box has no such
 * place, the picture is laid out once more with that header as a box of its own.
 */
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs';
import { headerPlace } from './header-place.ts';
import { headerSize, INSET } from './measures.ts';
import type { Box, Placed, PlacedEdge, PlacedStart, Point } from './placed.ts';
import type { Plan } from './plan.ts';
import { dotId, headerId, MARGIN, question, startId, stateId } from './question.ts';

const round = (value: number | undefined): number => Math.round((value ?? 0) * 2) / 2;

const boxOf = (shape: { x?: number; y?: number; width?: number; height?: number }): Box => ({
  x: round(shape.x),
  y: round(shape.y),
  width: round(shape.width),
  height: round(shape.height),
});

/** ELK is content with a step that is a pixel out of plumb: it is put right, and points on a straight line are left out. */
const straight = (points: readonly Point[]): readonly Point[] =>
  points.reduce<readonly Point[]>((done, { x, y }) => {
    const last = done.at(-1);
    if (last === undefined) return [{ x, y }];
    const level = Math.abs(y - last.y) < Math.abs(x - last.x);
    const next = level ? { x, y: last.y } : { x: last.x, y };
    if (next.x === last.x && next.y === last.y) return done;
    const before = done.at(-2);
    const goesOn = before !== undefined && (level ? before.y === next.y : before.x === next.x);
    return [...(goesOn ? done.slice(0, -1) : done), next];
  }, []);

const pointsOf = ({ sections = [] }: ElkExtendedEdge): readonly Point[] =>
  straight(
    sections
      .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
      .map(({ x, y }) => ({ x: round(x), y: round(y) })),
  );

const flat = (node: ElkNode): readonly ElkNode[] => [node, ...(node.children ?? []).flatMap(flat)];
const flatEdges = (node: ElkNode): readonly ElkExtendedEdge[] => [
  ...(node.edges ?? []),
  ...(node.children ?? []).flatMap(flatEdges),
];

let elk: Promise<ELK> | undefined;
/** Only a picture asks for it: a megabyte of layout code, half a second to start. */
const elkOf = (): Promise<ELK> => {
  elk ??= import('elkjs').then(({ default: module }) => {
    const Constructor = module as unknown as new () => ELK;
    return new Constructor();
  });
  return elk;
};

/** A picture, and the states whose header found no place. */
interface Attempt {
  readonly placed: Placed;
  readonly homeless: readonly string[];
}

const read = (plan: Plan, answer: ElkNode): Attempt => {
  const nodes = new Map(flat(answer).map((node) => [node.id, node]));
  const drawn = new Map(flatEdges(answer).map((edge) => [edge.id, edge]));
  const edges = plan.edges.flatMap((planned): readonly PlacedEdge[] => {
    const edge = drawn.get(planned.id);
    const [label] = edge?.labels ?? [];
    return edge === undefined || label === undefined ? [] : [{ planned, points: pointsOf(edge), label: boxOf(label) }];
  });
  const starts = ['', ...plan.states.map(({ state }) => state.path)].flatMap((path): readonly PlacedStart[] => {
    const dot = nodes.get(dotId(path));
    const edge = drawn.get(startId(path));
    return dot === undefined || edge === undefined ? [] : [{ of: path, dot: boxOf(dot), points: pointsOf(edge) }];
  });
  const arrows = [...edges, ...starts].map(({ points }) => points);
  const solid = [...edges.map(({ label }) => label), ...starts.map(({ dot }) => dot)];
  const homeless: string[] = [];
  const states = plan.states.map((planned) => {
    const { path } = planned.state;
    const box = boxOf(nodes.get(stateId(path)) ?? {});
    const guarded = nodes.get(headerId(path));
    const header = guarded === undefined ? headerPlace(planned, box, arrows, solid) : boxOf(guarded);
    if (header === null) homeless.push(path);
    return { planned, box, header: header ?? box };
  });
  const picture = { title: plan.title, states, edges, starts };
  return { placed: { ...picture, ...withLegend(plan, sideOf(answer.width), sideOf(answer.height)) }, homeless };
};

/** A chart without states has its margins still. */
const sideOf = (length: number | undefined): number => Math.max(round(length), 2 * MARGIN);

/** What holds in every state stands below the picture. */
const withLegend = (
  { everywhere }: Plan,
  width: number,
  height: number,
): Pick<Placed, 'width' | 'height' | 'everywhere'> => {
  if (everywhere.length === 0) return { width, height, everywhere: null };
  const size = headerSize('in every state', everywhere);
  const box = { x: MARGIN, y: height, width: size.width + 2 * INSET, height: size.height + INSET };
  return {
    width: Math.max(width, box.width + 2 * MARGIN),
    height: height + box.height + MARGIN,
    everywhere: { lines: everywhere, box },
  };
};

export const layout = async (plan: Plan): Promise<Placed> => {
  const engine = await elkOf();
  const guarded = new Set<string>();
  // Each round guards one more header at least, so it ends.
  for (;;) {
    const { placed, homeless } = read(plan, await engine.layout(question(plan, guarded)));
    if (homeless.length === 0) return placed;
    for (const path of homeless) guarded.add(path);
  }
};
