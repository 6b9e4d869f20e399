/** What ELK, the layout library, is asked: boxes in boxes with the sizes of their texts, and what joins them. */
import type { ElkNode } from 'elkjs';
import { DOT, headerSize, INSET, labelSize } from './measures.ts';
import type { Plan, PlannedState } from './plan.ts';

/** The names of a picture's parts, as ELK has them. */
export const stateId = (path: string): string => `state ${path}`;
export const headerId = (path: string): string => `header ${path}`;
export const dotId = (path: string): string => `dot ${path}`;
export const startId = (path: string): string => dotId(path);

/** Between the last line of a header and the states below it. */
const BELOW_HEADER = 14;
/** Between a box and what is in it. */
const AROUND = 18;
/** Around the picture. */
export const MARGIN = 20;

const options = {
  algorithm: 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  // Of the first two dozen, the one with which the connection's arrows cross least and are shortest.
  'elk.randomSeed': '3',
  'elk.layered.considerModelOrder.strategy': 'NONE',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'WIDEST_LAYER',
  'elk.layered.thoroughness': '30',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
};
const spacing = {
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelNode': '8',
  'elk.spacing.labelLabel': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

/** A header among the states: ELK leads no arrow through it, and makes its box wide enough for it. */
const headerNode = ({ state: { path }, title, lines }: PlannedState): ElkNode => ({
  id: headerId(path),
  ...headerSize(title, lines),
  layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST' },
});

const stateNode = (planned: PlannedState, plan: Plan, guarded: ReadonlySet<string>): ElkNode => {
  const { state, title, lines } = planned;
  const header = headerSize(title, lines);
  const id = stateId(state.path);
  if (state.children.length === 0) return { id, width: header.width + 2 * INSET, height: header.height + INSET };
  const isGuarded = guarded.has(state.path);
  const top = isGuarded ? AROUND : header.height + INSET + BELOW_HEADER;
  const around = String(AROUND);
  return {
    id,
    layoutOptions: {
      ...spacing,
      'elk.padding': `[top=${String(top)},left=${around},bottom=${around},right=${around}]`,
    },
    children: [
      ...(isGuarded ? [headerNode(planned)] : []),
      ...childrenOf(state.path, state.initial, state.children, plan, guarded),
    ],
  };
};

const childrenOf = (
  path: string,
  initial: string | null,
  children: readonly string[],
  plan: Plan,
  guarded: ReadonlySet<string>,
): ElkNode[] => [
  ...(initial === null ? [] : [{ id: dotId(path), width: DOT, height: DOT }]),
  ...children.flatMap((child) => {
    const planned = plan.states.find(({ state }) => state.path === child);
    return planned === undefined ? [] : [stateNode(planned, plan, guarded)];
  }),
];

/** @param guarded the paths of states whose header is to be kept clear by ELK, not by the choice of its place */
export const question = (plan: Plan, guarded: ReadonlySet<string>): ElkNode => {
  const m = String(MARGIN);
  const starts = [
    ...(plan.initial === null ? [] : [{ path: '', to: plan.initial }]),
    ...plan.states.flatMap(({ state: { path, initial } }) => (initial === null ? [] : [{ path, to: initial }])),
  ];
  return {
    id: 'root',
    layoutOptions: { ...options, ...spacing, 'elk.padding': `[top=${m},left=${m},bottom=${m},right=${m}]` },
    children: childrenOf('', plan.initial, plan.roots, plan, guarded),
    edges: [
      ...starts.map(({ path, to }) => ({ id: startId(path), sources: [dotId(path)], targets: [stateId(to)] })),
      ...plan.edges.map(({ id, from, to, lines }) => ({
        id,
        sources: [stateId(from)],
        targets: [stateId(to)],
        labels: [{ id: `label ${id}`, text: '·', ...labelSize(lines) }],
      })),
    ],
  };
};
