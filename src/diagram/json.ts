import type { Graph } from './graph.ts';

/** Indented JSON with a final newline, in the chart's own order: the same text for the same chart. */
export const json = (graph: Graph): string => `${JSON.stringify(graph, null, 2)}\n`;
