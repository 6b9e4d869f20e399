/** Which states a transition leaves and enters: SCXML's rules as XState applies them, for charts without parallel states. */
import type { ChartNode, ChartTransition } from './chart.ts';

export interface Entry {
  readonly node: ChartNode;
  /** Entered as itself and not on the way to something deeper: its initial transition's actions run. */
  readonly initially: boolean;
}

export interface Move {
  /** Innermost first. */
  readonly exits: readonly ChartNode[];
  /** Outermost first. */
  readonly entries: readonly Entry[];
  readonly leaf: ChartNode;
}

/** From the node up to the root. */
export const lineage = (node: ChartNode): readonly ChartNode[] => {
  const line: ChartNode[] = [];
  for (let one: ChartNode | null = node; one !== null; one = one.parent) line.push(one);
  return line;
};

/** Properly below; `null` stands above the root. */
const isBelow = (node: ChartNode, above: ChartNode | null): boolean => {
  for (let one = node.parent; one !== above; one = one.parent) if (one === null) return false;
  return true;
};

/** The innermost state that the transition stays within; `null` when it leaves even the root. */
const domainOf = (source: ChartNode, target: ChartNode, reenter: boolean): ChartNode | null => {
  if (!reenter && (target === source || isBelow(target, source))) return source;
  const common = lineage(target).find((node) => node !== target && isBelow(source, node));
  return common ?? (reenter ? null : (lineage(source).at(-1) ?? null));
};

/** The node and, below it, what is entered when nothing deeper is named. */
const initialLine = (node: ChartNode): readonly ChartNode[] => {
  const line = [node];
  for (let next = node.initial; next !== null; next = next.child.initial) line.push(next.child);
  return line;
};

const initially = (node: ChartNode): Entry => ({ node, initially: true });

export const moveOf = (leaf: ChartNode, { source, target, reenter }: ChartTransition): Move => {
  if (target === null) return { exits: [], entries: [], leaf };
  const domain = domainOf(source, target, reenter);
  const exits = lineage(leaf).filter((node) => isBelow(node, domain));
  const stays = target === source && target === domain;
  const above = target === domain ? [] : lineage(target).filter((node) => node !== target && isBelow(node, domain));
  const line = initialLine(target);
  return {
    exits,
    entries: [
      ...above.toReversed().map((node) => ({ node, initially: false })),
      ...line.slice(stays ? 1 : 0).map(initially),
    ],
    // A state that stays and has nothing below it to enter is the leaf already.
    leaf: line.at(-1) ?? leaf,
  };
};

export const startOf = (root: ChartNode): Move => {
  const line = initialLine(root);
  return { exits: [], entries: line.map(initially), leaf: line.at(-1) ?? root };
};
