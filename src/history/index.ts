/** Time travel: an audit log, indexed once, and any instant of it rebuilt. `openHistory` in Node and in a browser alike. */
import type { LogPart } from './bytes.ts';
import { History } from './history.ts';
import type { HistoryOptions } from './history.ts';

export type { LogPart } from './bytes.ts';
export { History } from './history.ts';
export { LogSource } from './source.ts';

/**
 * Reads a log into an index of some 50 bytes an entry; lines are read from its parts again when they are asked for.
 * @param parts the files of one log, in the order of their segments
 * @throws HoldfastError `audit-unreadable`: nothing in it is of a log
 */
export async function openHistory(parts: readonly LogPart[], options: HistoryOptions = {}): Promise<History> {
  const history = new History(parts);
  await history.read(options);
  return history;
}
