/** From a chart to its picture. */
import type { AnyStateMachine } from 'xstate';
import { graphOf } from './definition.ts';
import type { Graph } from './graph.ts';
import { layout } from './layout.ts';
import type { Placed } from './placed.ts';
import { plan } from './plan.ts';
import { svg } from './svg.ts';
import type { Look } from './svg.ts';
import { walk } from './walk.ts';

/** Layouts that are kept, by the text of the chart's graph. A process sees a dozen charts; each layout is some 50 KB. */
const KEPT = 32;
const kept = new Map<string, Promise<Placed>>();

const placed = (graph: Graph): Promise<Placed> => {
  const key = JSON.stringify(graph);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = layout(plan(graph));
  kept.set(key, made);
  // Nothing is learnt from a layout that failed; and the oldest makes room.
  made.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
};

export const drawGraph = async (graph: Graph, look: Look = {}): Promise<string> => svg(await placed(graph), look);

/**
 * A chart as SVG text.
 *
 * @param chart a machine, or what `graphOf` reads
 * @throws what XState throws for what is no chart
 */
export const drawChart = (chart: AnyStateMachine | object, look: Look = {}): Promise<string> =>
  drawGraph('root' in chart ? walk(chart) : graphOf(chart), look);
