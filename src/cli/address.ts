/** An option by which a command serves something on this machine: `--inspect 127.0.0.1:8080`. */
import { UsageError } from './command.ts';
import type { ServeAt } from './world.ts';

/** `[::1]:8080`, `localhost:8080`, `:8080`, `8080`: what else follows the option is not its own. */
const ADDRESS = /^(?:(?:\[([0-9a-f:]+)\]|([\w.-]*)):)?(\d{1,5})$/i;

export interface Asked {
  /** The arguments without the option and its value. */
  readonly rest: readonly string[];
  /** null: it is not given. */
  readonly at: ServeAt | null;
}

/**
 * @param usual where it is served when the option has no value; its host, when the value has a port alone
 * @throws UsageError
 */
export function takeAddress(args: readonly string[], flag: string, usual: ServeAt): Asked {
  const rest: string[] = [];
  let at: ServeAt | null = null;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg !== flag && !arg.startsWith(`${flag}=`)) {
      rest.push(arg);
      continue;
    }
    if (at !== null) throw new UsageError(`${flag} is given twice`);
    const next = arg === flag ? args[i + 1] : arg.slice(flag.length + 1);
    at = addressOf(next, flag, usual);
    if (at === null && arg !== flag) throw new UsageError(`${flag}: found '${next ?? ''}', expected HOST:PORT`);
    if (at !== null && arg === flag) i += 1;
    at ??= usual;
  }
  return { rest, at };
}

function addressOf(text: string | undefined, flag: string, usual: ServeAt): ServeAt | null {
  const found = ADDRESS.exec(text ?? '');
  if (found === null) return null;
  const [, bracketed, name, digits = '0'] = found;
  const port = Number(digits);
  if (port > 65_535) throw new UsageError(`${flag}: there is no port ${digits}`);
  return { host: bracketed ?? (name === undefined || name === '' ? usual.host : name), port };
}
