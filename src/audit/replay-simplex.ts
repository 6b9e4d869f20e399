/** What the counts of a simplex line's summary must come to: requests that went out on one leg, and replies on the other. */
import type { Summary } from '../contract/record.ts';
import { told, unchanged } from './replay-counting.ts';
import type { Before, Context, Count } from './replay-counting.ts';

const WHOLE = 'open.whole';

const events: ReadonlySet<string> = new Set([
  'request/await',
  'replied/deliver',
  'reply-timeout/expire',
  'abandoned/pull',
  'received/discard',
  // Of no use while it is whole and nothing is owed.
  'leg-up',
  'replied',
  'reply-timeout',
  'abandoned',
]);

/** Why the chart's rules forbid this summary; null: they allow it. */
export function simplexMiscounted(summary: Summary, { state, context: was }: Before, count: Count): string | null {
  const strange = Object.keys(summary.counts).find((key) => !events.has(key));
  if (strange !== undefined) return `'${strange}' is no event that is summed up`;
  if (state !== WHOLE) return `nothing is summed up in '${state}'`;
  if (summary.to !== WHOLE) return `'${summary.to}' is not where a line stays that is whole`;
  const is: Context = { ...was, ...summary.context };
  const settled = count('replied/deliver', 'reply-timeout/expire', 'abandoned/pull');
  const pending = Number(was['pending']) + count('request/await') - settled;
  if (is['pending'] !== pending || pending < 0)
    return `${String(count('request/await'))} requests, ${String(settled)} of them settled, do not bring 'pending' from ${told(was, 'pending')} to ${told(is, 'pending')}`;
  return unchanged(was, summary.context, new Set(['pending']));
}
