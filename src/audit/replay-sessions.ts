/** What the counts of a session's summary must come to. Which of what came in was a request they do not tell: bounds hold there. */
import type { Summary } from '../contract/record.ts';
import { pausedFits, told, unchanged } from './replay-counting.ts';
import type { Before, Context, Count } from './replay-counting.ts';

const events: ReadonlySet<string> = new Set([
  'request/transmit',
  'request/defer',
  'post/transmit',
  'post/defer',
  'replied/deliver',
  'received/accept',
  'served/pull',
  'paused/pull',
  'resumed/pull',
  'reply-timeout/expire',
  'abandoned/pull',
  'after:silence/probe',
  // Late, or of no use on line; a `served` that is not the last performs nothing either.
  'served',
  'opened',
  'ready',
  'rejected',
  'closed',
  'replied',
  'reply-timeout',
  'abandoned',
  'after:silence',
  'after:idle',
]);

const counted: ReadonlySet<string> = new Set([
  'pending',
  'serving',
  'misses',
  'paused',
  'idleSince',
  'beats',
  'beatsSince',
]);

/** Why the chart's rules forbid this summary; null: they allow it. */
export function sessionMiscounted(summary: Summary, { state, context: was }: Before, count: Count): string | null {
  const strange = Object.keys(summary.counts).find((key) => !events.has(key));
  if (strange !== undefined) return `'${strange}' is no event that is summed up`;
  if (!state.startsWith('online.')) return `nothing is summed up in '${state}'`;
  const is: Context = { ...was, ...summary.context };
  const settled = count('replied/deliver', 'reply-timeout/expire', 'abandoned/pull');
  const pending = Number(was['pending']) + count('request/transmit') - settled;
  const heard = count('replied/deliver', 'received/accept', 'resumed/pull');

  if (is['pending'] !== pending || pending < 0)
    return `${String(count('request/transmit'))} requests, ${String(settled)} of them settled, do not bring 'pending' from ${told(was, 'pending')} to ${told(is, 'pending')}`;
  if (!servingFits(was, is, count))
    return `'serving' goes from ${told(was, 'serving')} to ${told(is, 'serving')} with ${String(count('received/accept'))} frames heard and ${String(count('served/pull', 'served'))} answered`;
  if (is['misses'] !== (heard > 0 ? 0 : was['misses']))
    return `'misses' goes from ${told(was, 'misses')} to ${told(is, 'misses')} when the client was heard ${String(heard)} times`;
  if (!pausedFits(was, is, count)) return `'paused' goes from ${told(was, 'paused')} to ${told(is, 'paused')} unasked`;
  if (!restFits(was, is, summary.until, settled, count))
    return `'idleSince' goes from ${told(was, 'idleSince')} to ${told(is, 'idleSince')}`;
  if (!beatsFit(was, is, summary.until, count))
    return `'beats' goes from ${told(was, 'beats')} to ${told(is, 'beats')} with ${String(count('received/accept'))} frames heard`;
  return unchanged(was, summary.context, counted) ?? stateMisfits(summary.to, state, is, count);
}

function servingFits(was: Context, is: Context, count: Count): boolean {
  const serving = Number(is['serving']);
  const { answers } = is['policy'] as { readonly answers?: unknown };
  const asked = answers === true ? count('received/accept') : 0;
  const most = Number(was['serving']) + asked - count('served/pull');
  return serving >= 0 && serving <= most && serving >= most - asked - count('served');
}

function restFits(was: Context, is: Context, until: number, settled: number, count: Count): boolean {
  const since = Number(is['idleSince']);
  const before = Number(was['idleSince']);
  if (settled + count('post/transmit', 'served/pull', 'served', 'received/accept') === 0) return since === before;
  return since >= before && since <= until;
}

function beatsFit(was: Context, is: Context, until: number, count: Count): boolean {
  const beats = Number(is['beats']);
  const since = Number(is['beatsSince']);
  const before = Number(was['beatsSince']);
  const received = count('received/accept');
  if (since === before) return beats >= Number(was['beats']) && beats <= Number(was['beats']) + received;
  return since > before && since <= until && beats >= 1 && beats <= received;
}

function stateMisfits(to: string, from: string, is: Context, count: Count): string | null {
  const owed = Number(is['pending']) + Number(is['serving']);
  const fits =
    (to === 'online.listening.idle' && owed === 0) ||
    (to === 'online.listening.busy' && owed > 0) ||
    (to === 'online.probing' && (count('after:silence/probe') > 0 || from === to));
  return fits ? null : `'${to}' is not where ${String(owed)} exchanges under way lead`;
}
