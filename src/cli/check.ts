/** `holdfast check`: every mistake of a file, or what its links, listeners and groups come to. */
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import type { ListenerOptions } from '../contract/options/listener.ts';
import type { LifecycleOptions } from '../contract/options/lifecycle.ts';
import { dials } from '../contract/options/supervise.ts';
import type { TargetOptions } from '../contract/options/target.ts';
import { inUnits } from '../contract/options/words.ts';
import { sustainedDials } from '../policy/ports.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';

const linkHeading = ['link', 'to', 'framing', 'lifecycle', 'exchange', 'silence is judged after', 'redials'];
const listenerHeading = ['listener', 'on', 'framing', 'exchange', 'silence is judged after', 'clients', 'when full'];

const groupHeading = ['group', 'strategy', 'restarts', 'restart', 'children, in order'];

type Whole = Extract<Config, { readonly ok: true }>;
type Shared = Pick<LinkOptions, 'framing' | 'exchange' | 'heartbeat'>;

function verdict({ heartbeat }: Shared): string {
  return heartbeat === null ? 'never' : inUnits(heartbeat.every + heartbeat.misses * heartbeat.timeout);
}

function redials({ reconnect: { attempts, first, max } }: LinkOptions): string {
  if (attempts === 0) return 'none';
  return `${attempts === null ? 'without end' : String(attempts)}, ${inUnits(first)} to ${inUnits(max)}`;
}

function frames({ framing }: Shared): string {
  if (!('type' in framing)) return 'codec';
  return 'encoding' in framing ? `${framing.type} ${framing.encoding}` : framing.type;
}

/** One in flight goes without saying, and so does a window without requests. */
const mode = ({ exchange: { mode: name, window, key } }: Shared): string =>
  name === 'sync' || (name === 'simplex' && key === null) ? name : `${name} ${String(window)}`;

const place = ({ urls, listen }: TargetOptions): string =>
  listen === null ? urls.join(', ') : `called at ${listen.place.url}`;

function linkRow(name: string, link: LinkOptions): readonly string[] {
  const { to, exchange, simplex } = link;
  const where = exchange.receive === null ? place(to) : `${place(to)}; receives: ${place(exchange.receive)}`;
  const how = simplex === undefined ? mode(link) : `simplex, ${simplex} only`;
  return [name, where, frames(link), life(link.lifecycle), how, verdict(link), redials(link)];
}

function listenerRow(name: string, listener: ListenerOptions): readonly string[] {
  const { on, limits, whenFull } = listener;
  const clients = `${String(limits.max)}, ${String(limits.perAddress)} from an address`;
  return [name, on.url, frames(listener), mode(listener), verdict(listener), clients, whenFull];
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
    // What a limit of the peer comes to is an odd number of milliseconds.
    ...(maxAge === null ? [] : [`age ${inUnits(maxAge < 10_000 ? maxAge : Math.floor(maxAge / 1_000) * 1_000)}`]),
    ...(maxExchanges === null ? [] : [`${String(maxExchanges)} exchanges`]),
  ].join(', ');
}

/** Each group above those within it, which are set in. */
const groupRows = (config: Whole, names: readonly string[], indent = ''): readonly (readonly string[])[] =>
  names.flatMap((name) => {
    const group = config.groups.get(name);
    if (group === undefined) return [];
    const { strategy, intensity, restart } = group.options;
    const budget = `${String(intensity.restarts)} within ${inUnits(intensity.within)}`;
    const row = [`${indent}${name}`, strategy, budget, restart, group.children.join(', ')];
    return [row, ...groupRows(config, group.children, `${indent}  `)];
  });

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
  summary: 'tell every mistake of a file with line and column, or what its links, listeners and groups come to',
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
    const tables = [
      [linkHeading, ...Array.from(config.links, ([name, { options }]) => linkRow(name, options))],
      [listenerHeading, ...Array.from(config.listeners, ([name, { options }]) => listenerRow(name, options))],
      [groupHeading, ...groupRows(config, config.children)],
    ];
    world.stdout.write(tables.flatMap((rows) => (rows.length > 1 ? [table(rows)] : [])).join('\n'));
    return Promise.resolve(0);
  },
};
