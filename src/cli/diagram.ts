/** `holdfast diagram`: a chart as a picture, as text that draws it, as data, or for an editor. */
import { drawGraph } from '../diagram/draw.ts';
import type { Graph } from '../diagram/graph.ts';
import { json } from '../diagram/json.ts';
import { mermaid } from '../diagram/mermaid.ts';
import { xstate } from '../diagram/xstate.ts';
import { choiceOf, readArguments } from './arguments.ts';
import { isChartModule, readChartModule } from './chart-module.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import type { World } from './world.ts';

const graphOf = async (name: string, { charts }: World): Promise<Graph> => {
  const own = charts.get(name);
  if (own !== undefined) return own();
  if (isChartModule(name)) return readChartModule(name);
  throw new UsageError(`there is no chart '${name}': expected ${[...charts.keys()].join(', ')}, or a module’s path`);
};

export const diagram: Command = {
  name: 'diagram',
  summary: 'draw a chart',
  usage: `holdfast diagram [chart] [--format svg|mermaid|json|xstate] [--theme light|dark]

  chart            connection (default), writer, link, breaker, child, supervisor, listener, session or simplex; or the path
                   of a module of your own that exports an XState v5 machine, such as ./door.js or ./doors.js#frontDoor
  --format FORMAT  mermaid (default): text that Mermaid and GitHub draw; svg: a picture; json: states and transitions as
                   data; xstate: a createMachine({…}) that Stately’s editor takes in
  --theme THEME    of a picture: light or dark, whatever the viewer prefers
`,
  run: async (args, world) => {
    const given = readArguments(args, { format: 'text', theme: 'text' }, 1);
    const format = choiceOf(given, 'format', ['mermaid', 'svg', 'json', 'xstate']) ?? 'mermaid';
    const theme = choiceOf(given, 'theme', ['light', 'dark']);
    if (theme !== undefined && format !== 'svg') throw new UsageError('--theme: only --format svg has one');
    const [name = 'connection'] = given.rest;
    const graph = await graphOf(name, world);
    const text = format === 'svg' ? await drawGraph(graph, { theme }) : { mermaid, json, xstate }[format](graph);
    world.stdout.write(text);
    return 0;
  },
};
