/** `holdfast check`: every mistake of a file, or what its links come to. */
import { formatMistakes } from '../config/mistake.ts';
import { readConfig } from '../config/config.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { inUnits } from '../contract/options/words.ts';
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
  const mode = exchange.mode === 'sync' ? 'sync' : `pipeline ${String(exchange.window)}`;
  const life = lifecycle.type === 'long' ? 'long' : `short × ${String(lifecycle.concurrency)}`;
  return [name, to.urls.join(', '), `${type}${detail}`, life, mode, verdict(options), redials(options)];
}

export const checkCommand: Command = {
  name: 'check',
  summary: 'tell every mistake of a file with line and column, or what its links come to',
  usage: `holdfast check <links.yaml>

Exit status 2 when there is a mistake.
`,
  run: (args, world) => {
    const [file] = readArguments(args, {}, 1).rest;
    if (file === undefined) throw new UsageError('a file is missing: expected <links.yaml>');
    const config = readConfig(file);
    if (!config.ok) {
      world.stdout.write(formatMistakes(config.mistakes));
      return Promise.resolve(2);
    }
    const rows = [...config.links].map(([name, { options }]) => row(name, options));
    world.stdout.write(table([heading, ...rows]));
    return Promise.resolve(0);
  },
};
