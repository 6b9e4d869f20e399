/** `holdfast check`: every mistake of a file, or what its links come to. */
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import type { LifecycleOptions } from '../contract/options/lifecycle.ts';
import { dials } from '../contract/options/supervise.ts';
import { inUnits } from '../contract/options/words.ts';
import { sustainedDials } from '../policy/ports.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';

const heading = ['link', 'to', 'framing', 'lifecycle', 'exchange', 'silence is judged after', 'redials'];

function verdict({ heartbeat }: LinkOptions): string {
  return heartbeat === null ? 'never' : inUnits(heartbeat.every + heartbeat.misses * heartbeat.timeout);
}

function redials({ reconnect: { attempts, first, max } }: LinkOptions): string {
  if (attempts === 0) return 'none';
  return `${attempts === null ? 'without end' : String(attempts)}, ${inUnits(first)} to ${inUnits(max)}`;
}

function row(name: string, options: LinkOptions): readonly string[] {
  const { to, framing, lifecycle, exchange } = options;
  const type = 'type' in framing ? framing.type : 'codec';
  const detail = 'encoding' in framing ? ` ${framing.encoding}` : '';
  const mode = exchange.mode === 'sync' ? 'sync' : `${exchange.mode} ${String(exchange.window)}`;
  return [name, to.urls.join(', '), `${type}${detail}`, life(lifecycle), mode, verdict(options), redials(options)];
}

function life(lifecycle: LifecycleOptions): string {
  if (lifecycle.type === 'short') {
    const { concurrency, closeBy } = lifecycle;
    return `short × ${String(concurrency)}${closeBy === 'us' ? '' : `, closed by ${closeBy}`}`;
  }
  const { connections, maxIdle, maxAge, maxExchanges } = lifecycle;
  return [
    connections === 1 ? 'long' : `long × ${String(connections)}`,
    ...(maxIdle === null ? [] : [`idle ${inUnits(maxIdle)}`]),
    ...(maxAge === null ? [] : [`age ${inUnits(maxAge)}`]),
    ...(maxExchanges === null ? [] : [`${String(maxExchanges)} exchanges`]),
  ].join(', ');
}

/** How often a short link is used is not known beforehand: told is what its ports do not allow, where nothing keeps it below that. */
function portNote(name: string, { lifecycle, to }: LinkOptions, rate: number): string | null {
  if (lifecycle.type !== 'short' || lifecycle.closeBy !== 'us' || rate <= sustainedDials) return null;
  if (!to.urls.some((url) => /^(tcp|tls|wss?):/i.test(url))) return null;
  return [
    `note: ${name}: dials.rate allows ${String(rate)} connections a second, and this host’s ports last for ${String(sustainedDials)} to one address,`,
    'for each stays in TIME_WAIT for a minute after our FIN; see lifecycle.closeBy, lower dials.rate, or hold a long line\n',
  ].join(' ');
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'tell every mistake of a file with line and column, or what its links come to',
  usage: `holdfast check <links.yaml>

Exit status 2 when there is a mistake. Notes of what may run short are told on standard error.
`,
  run: (args, world) => {
    const [file] = readArguments(args, {}, 1).rest;
    if (file === undefined) throw new UsageError('a file is missing: expected <links.yaml>');
    const config = readConfig(file);
    if (!config.ok) {
      world.stdout.write(formatMistakes(config.mistakes));
      return Promise.resolve(2);
    }
    const { rate } = dials.parse(config.supervise.dials ?? {});
    for (const [name, { options }] of config.links) world.stderr.write(portNote(name, options, rate) ?? '');
    const rows = [...config.links].map(([name, { options }]) => row(name, options));
    world.stdout.write(table([heading, ...rows]));
    return Promise.resolve(0);
  },
};
