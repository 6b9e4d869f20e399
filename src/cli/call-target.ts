/** Whom `holdfast call` asks: a URL with its framing, or a link of a file. */
import { readConfig } from '../config/config.ts';
import { formatMistakes } from '../config/mistake.ts';
import type { LinkInput } from '../contract/options/link.ts';
import { UsageError } from './command.ts';

export interface CallTarget {
  readonly name: string;
  readonly input: LinkInput;
}

export interface CallOptions {
  readonly framing: string | undefined;
  readonly lifecycle: 'short' | 'long' | undefined;
}

/** The file has mistakes; they are its message. */
export class ConfigError extends Error {}

/** @throws UsageError, ConfigError */
export function callTarget(where: string, { framing, lifecycle }: CallOptions): CallTarget {
  const isUrl = /^[a-z][a-z\d+.-]*:\/\//i.test(where);
  const base = isUrl ? fromUrl(where, framing) : fromFile(where, framing);
  // A call answers for itself: the first loss is told at once, and whether to try again is the caller's decision.
  return { name: base.name, input: { ...base.input, ...(lifecycle && { lifecycle }), reconnect: 'off' } };
}

function fromUrl(to: string, framing: string | undefined): CallTarget {
  if (framing === undefined)
    throw new UsageError(
      'a URL needs --framing, such as line, ascii:4 or \'{"type":"length","encoding":"bcd","bytes":2}\'',
    );
  return { name: 'call', input: { to, framing: framing.startsWith('{') ? fromJson(framing) : framing } };
}

function fromJson(text: string): Exclude<LinkInput['framing'], string> {
  try {
    return JSON.parse(text) as Exclude<LinkInput['framing'], string>;
  } catch (error) {
    throw new UsageError(`--framing is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function fromFile(where: string, framing: string | undefined): CallTarget {
  const at = where.lastIndexOf('#');
  if (at < 1)
    throw new UsageError(
      `found '${where}', expected a URL such as tcp://host:port, or a file and a link as links.yaml#name`,
    );
  if (framing !== undefined) throw new UsageError('--framing is for a URL; the link of a file has its own');
  const [file, name] = [where.slice(0, at), where.slice(at + 1)];
  const config = readConfig(file);
  if (!config.ok) throw new ConfigError(formatMistakes(config.mistakes));
  const link = config.links.get(name);
  if (link === undefined)
    throw new UsageError(`${file} has no link '${name}': expected ${[...config.links.keys()].join(', ')}`);
  return { name, input: link.input };
}
