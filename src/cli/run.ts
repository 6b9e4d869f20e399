/** `holdfast run`: holds the links of a file and tells what becomes of them. */
import { basename } from 'node:path';
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { readSessionArguments, sessionUsage } from './session-flags.ts';
import { Session } from './session.ts';

export const run: Command = {
  name: 'run',
  summary: 'hold the links of a file: a live table on a terminal, else a line for each change of state',
  usage: `holdfast run <links.yaml> [--for 10s] [--audit FILE] [--plain | --json] [--verbose]

${sessionUsage}
The first SIGINT or SIGTERM closes all links in order and sums up, the second ends them at once.
`,
  run: async (args, world) => {
    const { rest, within, audit, ...options } = readSessionArguments(args, 1);
    const [file] = rest;
    if (file === undefined) throw new UsageError('a file is missing: expected <links.yaml>');
    const config = readConfig(file);
    if (!config.ok) {
      world.stderr.write(formatMistakes(config.mistakes));
      return 2;
    }
    const { supervise } = config;
    // The command line says where; how is left to the file.
    const log =
      typeof supervise.audit === 'object' && audit !== undefined ? { ...supervise.audit, file: audit } : audit;
    const held = { ...supervise, ...(log !== undefined && { audit: log }) };
    const session = new Session(world, held, [...config.links.keys()], {
      title: `holdfast run ${basename(file)}`,
      ...options,
    });
    for (const [name, link] of config.links) session.hold(name, link.input, link.options);
    return session.last(within);
  },
};
