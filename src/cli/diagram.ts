/** `holdfast diagram`: a chart as Mermaid text or as JSON. */
import { HoldfastError } from '../contract/errors.ts';
import { choiceOf, readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';

const later: ReadonlySet<string> = new Set(['svg', 'xstate']);

export const diagram: Command = {
  name: 'diagram',
  summary: 'draw a chart',
  usage: `holdfast diagram [chart] [--format mermaid|json]

  chart            connection (default), writer, link, breaker, child, supervisor, listener or session
  --format FORMAT  mermaid (default): text that Mermaid and GitHub draw; json: states and transitions as data
`,
  run: (args, world) => {
    const given = readArguments(args, { format: 'text' }, 1);
    const wanted = given.text('format') ?? '';
    if (later.has(wanted)) throw new HoldfastError('option-unavailable', `--format ${wanted}: use mermaid or json`);
    const format = choiceOf(given, 'format', ['mermaid', 'json']) ?? 'mermaid';
    const [name = 'connection'] = given.rest;
    const draw = world.charts.get(name);
    if (draw === undefined)
      throw new UsageError(`there is no chart '${name}': expected ${[...world.charts.keys()].join(', ')}`);
    world.stdout.write(draw(format));
    return Promise.resolve(0);
  },
};
