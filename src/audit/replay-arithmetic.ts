/** What a summary's counts must come to: the part of a chart's own rules that holds whatever the order was. */
import type { Summary } from '../contract/record.ts';
import { countIn, pausedFits, told, unchanged } from './replay-counting.ts';
import type { Before, Context, Count } from './replay-counting.ts';
import { sessionMiscounted } from './replay-sessions.ts';
import { simplexMiscounted } from './replay-simplex.ts';

/** Events that leave a line that is up as it was when they perform nothing: late, or of no use there. */
const idleEvents: ReadonlySet<string> = new Set([
  'turn',
  'opened',
  'ready',
  'rejected',
  'cleaned',
  'replied',
  'reply-timeout',
  'abandoned',
  'after:silence',
  'after:stableAfter',
  'after:maxIdle',
  'after:maxAge',
]);

const busyEvents: ReadonlySet<string> = new Set([
  'request/transmit',
  'request/defer',
  'post/transmit',
  'post/defer',
  'replied/deliver',
  'received/accept',
  'paused/pull',
  'resumed/pull',
  'reply-timeout/expire',
  'abandoned/pull',
  'after:silence/probe',
]);

const writerEvents: ReadonlySet<string> = new Set([
  'opened',
  'sent',
  'blocked',
  'drained',
  'drained/pull',
  'ended',
  'after:quiet',
  'after:quiet/beat',
]);

/** Why a chart's rules forbid this summary; null: they allow it. */
export function miscounted(summary: Summary, before: Before): string | null {
  const count = countIn(summary.counts);
  if (summary.chart === 'connection') return connectionMiscounted(summary, before, count);
  if (summary.chart === 'session') return sessionMiscounted(summary, before, count);
  if (summary.chart === 'simplex') return simplexMiscounted(summary, before, count);
  if (summary.chart === 'writer') return writerMiscounted(summary, before, count);
  if (summary.chart === 'breaker') return breakerMiscounted(summary, before, count);
  return `nothing of the chart '${summary.chart}' is ever summed up`;
}

function connectionMiscounted(summary: Summary, before: Before, count: Count): string | null {
  const strange = Object.keys(summary.counts).find((key) => !busyEvents.has(key) && !idleEvents.has(key));
  if (strange !== undefined) return `'${strange}' is no event that is summed up`;
  const was = before.context;
  const is: Context = { ...was, ...summary.context };
  const sent = count('request/transmit', 'post/transmit');
  const settled = count('replied/deliver', 'reply-timeout/expire', 'abandoned/pull');
  const rested = settled + count('post/transmit');
  const good = count('replied/deliver', 'after:stableAfter');
  const heard = count('replied/deliver', 'received/accept', 'resumed/pull');
  const pending = Number(was['pending']) + count('request/transmit') - settled;

  if (!before.state.startsWith('connected.')) return `nothing is summed up in '${before.state}'`;
  if (is['exchanges'] !== Number(was['exchanges']) + sent)
    return `${String(sent)} requests and posts do not bring 'exchanges' from ${told(was, 'exchanges')} to ${told(is, 'exchanges')}`;
  if (is['pending'] !== pending || pending < 0)
    return `${String(count('request/transmit'))} requests, ${String(settled)} of them settled, do not bring 'pending' from ${told(was, 'pending')} to ${told(is, 'pending')}`;
  if (is['attempts'] !== (good > 0 ? 0 : was['attempts']))
    return `'attempts' goes from ${told(was, 'attempts')} to ${told(is, 'attempts')} with ${String(good)} good exchanges`;
  if (is['misses'] !== (heard > 0 ? 0 : was['misses']))
    return `'misses' goes from ${told(was, 'misses')} to ${told(is, 'misses')} when the peer was heard ${String(heard)} times`;
  if (!pausedFits(was, is, count)) return `'paused' goes from ${told(was, 'paused')} to ${told(is, 'paused')} unasked`;
  const since = Number(is['idleSince']);
  if (rested === 0 ? since !== was['idleSince'] : since < Number(was['idleSince']) || since > summary.until)
    return `'idleSince' goes from ${told(was, 'idleSince')} to ${told(is, 'idleSince')}`;
  const kept = unchanged(
    was,
    summary.context,
    new Set(['exchanges', 'pending', 'attempts', 'misses', 'paused', 'idleSince']),
  );
  return kept ?? stateMisfits(summary.to, before, pending, count);
}

function stateMisfits(to: string, before: Before, pending: number, count: Count): string | null {
  const fits =
    (to === 'connected.listening.idle' && pending === 0) ||
    (to === 'connected.listening.awaiting-reply' && pending > 0) ||
    (to === 'connected.probing' && (count('after:silence/probe') > 0 || before.state === to));
  return fits ? null : `'${to}' is not where ${String(pending)} pending requests lead`;
}

/** How the writer comes to a state, besides having been there. */
const arrivals: Readonly<Record<string, readonly string[]>> = {
  flowing: ['opened', 'drained/pull', 'after:quiet/beat'],
  blocked: ['blocked'],
  ended: ['ended'],
};

function writerMiscounted(summary: Summary, before: Before, count: Count): string | null {
  const strange = Object.keys(summary.counts).find((key) => !writerEvents.has(key));
  if (strange !== undefined) return `'${strange}' is no event that is summed up`;
  const arrived = count(...(arrivals[summary.to] ?? []));
  if (!Object.hasOwn(arrivals, summary.to) || (before.state !== summary.to && arrived === 0))
    return `nothing that was counted leads from '${before.state}' to '${summary.to}'`;
  if (before.state !== 'blocked' && count('drained/pull') > count('blocked')) return 'it drained without being blocked';
  return unchanged(before.context, summary.context, new Set());
}

const breakerEvents: ReadonlySet<string> = new Set(['ask/admit', 'ask/refuse', 'succeeded', 'withdrawn']);

function breakerMiscounted(summary: Summary, before: Before, count: Count): string | null {
  const strange = Object.keys(summary.counts).find((key) => !breakerEvents.has(key));
  if (strange !== undefined) return `'${strange}' is no event that is summed up`;
  if (summary.to !== before.state) return `nothing that was counted leads from '${before.state}' to '${summary.to}'`;
  const is = { ...before.context, ...summary.context };
  if (is['failed'] !== (count('succeeded') > 0 ? 0 : before.context['failed']))
    return `'failed' goes from ${told(before.context, 'failed')} to ${told(is, 'failed')}`;
  return unchanged(before.context, summary.context, new Set(['failed']));
}
