/** The options by which `run` and `demo` show their links in Stately's inspector, too. */
import { UsageError } from './command.ts';
import type { StatelyAt } from './world.ts';

export const statelyUsage = `  --inspect-stately [URL]
                         show links in Stately's inspector, too: in a frame of a page that is served beside the live one, from
                         https://stately.ai/inspect or this http:// or https:// address; or at this ws:// receiver
  --stately-links A,B    these links and listeners, 20 at most; without it, whoever comes first
`;

export const STATELY = '--inspect-stately';
const LINKS = '--stately-links';
/** What else follows the option is not its own. */
const ADDRESS = /^(?:wss?|https?):\/\//;

export interface Asked {
  /** The arguments without those that are told here. */
  readonly rest: readonly string[];
  /** null: it is not asked for. */
  readonly stately: StatelyAt | null;
}

/** @throws UsageError */
export function takeStately(args: readonly string[]): Asked {
  const rest: string[] = [];
  const given = new Map<string, string | null>();
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    const flag = [STATELY, LINKS].find((one) => arg === one || arg.startsWith(`${one}=`));
    if (flag === undefined) {
      rest.push(arg);
      continue;
    }
    if (given.has(flag)) throw new UsageError(`${flag} is given twice`);
    const next = args[i + 1] ?? null;
    const follows = arg === flag && next !== null && (flag === LINKS || ADDRESS.test(next));
    if (follows) i += 1;
    given.set(flag, follows ? next : arg === flag ? null : arg.slice(flag.length + 1));
  }
  const links = given.get(LINKS);
  if (!given.has(STATELY)) {
    if (links !== undefined) throw new UsageError(`${LINKS} needs ${STATELY}`);
    return { rest, stately: null };
  }
  const url = given.get(STATELY) ?? null;
  return {
    rest,
    stately: { ...(url !== null && { url: address(url) }), ...(links !== undefined && { links: names(links) }) },
  };
}

function address(text: string): string {
  if (ADDRESS.test(text) && URL.canParse(text)) return text;
  throw new UsageError(`${STATELY}: found '${text}', expected ws://, wss://, http:// or https:// and a host`);
}

function names(text: string | null): readonly string[] {
  const found = (text ?? '').split(',').filter((name) => name !== '');
  if (found.length > 0) return found;
  throw new UsageError(`${LINKS}: expected names with commas between them`);
}
