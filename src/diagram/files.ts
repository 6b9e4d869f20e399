import { drawGraph } from './draw.ts';
import type { Graph } from './graph.ts';
import { json } from './json.ts';
import { mermaid } from './mermaid.ts';

/** A Markdown page that draws the chart wherever Mermaid is drawn. */
const page = (graph: Graph): string =>
  `# ${graph.id}\n\nGenerated from \`machines/${graph.id}.ts\`.\n\n\`\`\`mermaid\n${mermaid(graph)}\`\`\`\n`;

/** What is checked in for each chart, by file name. */
export const files = async (graph: Graph): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [`${graph.id}.mermaid.md`, page(graph)],
    [`${graph.id}.json`, json(graph)],
    [`${graph.id}.svg`, await drawGraph(graph)],
  ]);
