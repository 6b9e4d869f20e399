/** `holdfast run`: holds the links and listeners of a file and tells what becomes of them. */
import { basename } from 'node:path';
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { inspectUsage, takeInspect } from './inspect.ts';
import { metricsUsage, takeMetrics } from './metrics.ts';
import { readSessionArguments, sessionUsage } from './session-flags.ts';
import { Session } from './session.ts';
import type { HeldGroup } from './world.ts';

type Held = Extract<Config, { readonly ok: true }>;

const rank = ({ listeners, links }: Held, name: string): number => (listeners.has(name) ? 0 : links.has(name) ? 1 : 2);

/** In the order of the file, group by group. */
function begin(session: Session, config: Held, names: readonly string[], within?: HeldGroup): void {
  for (const name of names) {
    const [listener, link, group] = [config.listeners.get(name), config.links.get(name), config.groups.get(name)];
    if (listener !== undefined) session.listen(name, listener.input, listener.options, within);
    if (link !== undefined) session.hold(name, link.input, link.options, within);
    if (group !== undefined) begin(session, config, group.children, session.group(name, group.options, within));
  }
}

export const run: Command = {
  name: 'run',
  summary: 'hold the links and listeners of a file: a live table on a terminal, else a line for each change of state',
  usage: `holdfast run <links.yaml> [--for 10s] [--audit FILE] [--plain | --json] [--verbose]
            [--inspect [HOST:PORT]] [--metrics [HOST:PORT]]

${sessionUsage}${inspectUsage}${metricsUsage}
The first SIGINT or SIGTERM closes everything in order and sums up, the second ends them at once.
`,
  run: async (args, world) => {
    const { rest: unmeasured, metrics } = takeMetrics(args);
    const { rest: others, inspect } = takeInspect(unmeasured, false);
    const { rest, within, audit, ...options } = readSessionArguments(others, 1);
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
    const held = {
      ...supervise,
      ...(log !== undefined && { audit: log }),
      ...(inspect?.chaos === true && { chaos: true }),
    };
    const session = new Session(world, held, [...config.links.keys(), ...config.listeners.keys()], {
      title: `holdfast run ${basename(file)}`,
      ...options,
    });
    if (inspect !== null) await session.inspect(inspect);
    if (metrics !== null) await session.measure(metrics);
    // The order means nothing at the top: what may be dialled by our own links is there first.
    begin(
      session,
      config,
      config.children.toSorted((a, b) => rank(config, a) - rank(config, b)),
    );
    return session.last(within);
  },
};
