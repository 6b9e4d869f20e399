/** What level `lifecycle` leaves out: the healthy traffic of a line that is up, and what a breaker says to each call. */
import type { RecordFacts } from '../contract/record.ts';

/** Within a line that is up, these alone are news. */
const news: ReadonlySet<string> = new Set(['after:probeTimeout', 'stalled', 'crash', 'start']);

const isConnected = (state: string): boolean => state.startsWith('connected');
const isOnLine = (state: string): boolean => state.startsWith('online');

/** Exchanges, healthy heartbeats and the writer's coming and going are quiet; whatever changes a line's fate is not. */
export const isQuiet = ({ chart, event, from, to }: RecordFacts): boolean => {
  if (news.has(event.type)) return false;
  if (chart === 'writer') return true;
  if (chart === 'breaker') return from === to && event.type !== 'failed';
  if (chart === 'simplex') return from === to && from === 'open.whole';
  if (chart === 'session') return isOnLine(from) && isOnLine(to);
  return chart === 'connection' && isConnected(from) && isConnected(to);
};
