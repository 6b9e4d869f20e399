/** `holdfast run`: holds the links of a file and tells every transition. */
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import { durationOf, readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { Session } from './session.ts';

export const run: Command = {
  name: 'run',
  summary: 'hold the links of a file and print every transition',
  usage: `holdfast run <links.yaml> [--for 10s] [--json]

  --for TIME   stop after this time (500ms, 10s, 2m); without it, when interrupted
  --json       each transition as one line of JSON, exchanges included; else a line for people for each change of state

The first SIGINT or SIGTERM closes all links in order, the second ends them at once.
`,
  run: async (args, world) => {
    const given = readArguments(args, { for: 'text', json: 'switch' }, 1);
    const within = durationOf(given, 'for');
    const [file] = given.rest;
    if (file === undefined) throw new UsageError('a file is missing: expected <links.yaml>');
    const config = readConfig(file);
    if (!config.ok) {
      world.stderr.write(formatMistakes(config.mistakes));
      return 2;
    }
    const supervisor = world.supervise(config.dials === undefined ? {} : { dials: config.dials });
    const session = new Session(world, supervisor, [...config.links.keys()], { json: given.has('json') });
    for (const [name, { input }] of config.links) session.watch(supervisor.link(name, input));
    return session.last(within);
  },
};
