/** Judges an explored connection chart by the invariants, and by whether an end is always within reach. */
import type { ConnectionContext, ConnectionPolicy } from '../../machines/index.ts';
import type { ConnectionEdge as Edge } from './connection.ts';
import type { Explored } from './explore.ts';
import { onEdges, onNodes } from './invariants.ts';

export interface Violation {
  readonly invariant: string;
  readonly where: string;
}

const say = (edge: Edge): string =>
  `${edge.from.key} --${edge.name}/${edge.effects.join('+')}--> ${edge.to.key} [${[...edge.raised].join(' ')}]`;

/** From every state an end must be within reach without the peer's help: by `close` and then by timers alone. */
const deadEnds = (graph: Explored<ConnectionContext>): readonly Violation[] => {
  const into = new Map<string, string[]>();
  for (const edge of graph.edges)
    if (edge.name === 'close' || edge.name.startsWith('after:')) {
      const from = into.get(edge.to.key);
      if (from === undefined) into.set(edge.to.key, [edge.from.key]);
      else from.push(edge.from.key);
    }
  const ends = new Set([...graph.nodes.values()].filter((node) => node.final).map((node) => node.key));
  const open = [...ends];
  for (let key = open.pop(); key !== undefined; key = open.pop())
    for (const from of into.get(key) ?? [])
      if (!ends.has(from)) {
        ends.add(from);
        open.push(from);
      }
  const stuck = [...graph.nodes.keys()].find((key) => !ends.has(key));
  return stuck === undefined ? [] : [{ invariant: 'an end is always within reach', where: stuck }];
};

/** The first of each invariant that does not hold. */
export const violations = (graph: Explored<ConnectionContext>, policy: ConnectionPolicy): readonly Violation[] => {
  const found: Violation[] = [];
  for (const { name, holds } of onNodes) {
    const bad = [...graph.nodes.values()].find((node) => !holds(node, policy));
    if (bad !== undefined) found.push({ invariant: name, where: bad.key });
  }
  for (const { name, holds } of onEdges) {
    const bad = graph.edges.find((edge) => !holds(edge, policy));
    if (bad !== undefined) found.push({ invariant: name, where: say(bad) });
  }
  return [...found, ...deadEnds(graph)];
};
