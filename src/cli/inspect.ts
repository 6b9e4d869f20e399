/** The options by which `run` and `demo` serve the live page. */
import { takeAddress } from './address.ts';
import { UsageError } from './command.ts';
import { STATELY, statelyUsage, takeStately } from './stately.ts';
import type { InspectAt } from './world.ts';

export const inspectUsage = `  --inspect [HOST:PORT]  serve a live page on this machine, and say where; any free port unless one is named
  --inspect-chaos        the page may redial links, and disturb them on purpose
${statelyUsage}`;

const FLAG = '--inspect';
const CHAOS = '--inspect-chaos';
const FORBID = '--no-inspect';
const ANY = { host: '127.0.0.1', port: 0 } as const;

export interface Inspection {
  /** The arguments without those that are told here. */
  readonly rest: readonly string[];
  /** null: no page is asked for. */
  readonly inspect: InspectAt | null;
}

/**
 * @param unasked the page is served without being asked for, until `--no-inspect` forbids it
 * @throws UsageError
 */
export function takeInspect(args: readonly string[], unasked: boolean): Inspection {
  const { rest: own, stately } = takeStately(args);
  const { rest: others, at } = takeAddress(own, FLAG, ANY);
  const rest = others.filter((arg) => arg !== CHAOS && !(arg === FORBID && unasked));
  const asked = { chaos: others.includes(CHAOS), forbidden: unasked && others.includes(FORBID) };
  if (asked.forbidden && (at !== null || stately !== null))
    throw new UsageError(`${at === null ? STATELY : FLAG} and ${FORBID} exclude each other`);
  const wanted = unasked || at !== null || stately !== null;
  if (asked.chaos && !wanted) throw new UsageError(`${CHAOS} needs ${FLAG}`);
  if (asked.forbidden || !wanted) return { rest, inspect: null };
  return { rest, inspect: { ...(at ?? ANY), chaos: asked.chaos, ...(stately !== null && { stately }) } };
}
