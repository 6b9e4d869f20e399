/** Why the worst are down, in one word each: asked of the server for as few as are shown. */
import { signal } from '@preact/signals';
import type { Story } from '../../../src/story/why-story.ts';
import { ask } from '../feed/feed.ts';
import { fleet, now } from './store.ts';
import { worstFirst } from './worst.ts';

/** As many as stand beside the fleet. */
export const WORST_SHOWN = 14;
/** A verdict may come with the next dial. */
const AGAIN_AFTER = 5_000;
const ASKED_AT_ONCE = 6;

interface Reason {
  readonly word: string;
  readonly began: number;
  readonly asked: number;
}

const known = new Map<string, Reason>();
/** Rows whose reasons stand on the page. */
let wanted: readonly number[] = [];

/** Rises when a reason is known. */
export const reasonsTold = signal(0);

/** A verdict, else the loss, else the event by which it went. */
function wordOf(story: Story | null): string {
  const outage = story?.outage ?? null;
  if (outage === null) return '';
  const { verdict, how } = outage;
  if (verdict !== null && verdict.kind !== 'not-known') return verdict.kind;
  return how.reason ?? how.event.replace(/^after:/, '');
}

export function reasonOf(row: number): string {
  const link = fleet.who.get(row)?.link ?? '';
  const reason = known.get(link);
  return reason === undefined || reason.began !== fleet.began(row) ? '' : reason.word;
}

/** These are shown beside the headline's. */
export function wantReasons(rows: readonly number[]): void {
  wanted = rows.slice(0, WORST_SHOWN);
}

const isDown = (row: number): boolean => fleet.isDown(row);

export function askReasons(): void {
  const at = now();
  let asked = 0;
  for (const row of [...worstFirst(fleet, at, isDown, 1), ...wanted.filter(isDown)]) {
    const { link = '' } = fleet.who.get(row) ?? {};
    const before = known.get(link);
    if (before?.began === fleet.began(row) && at - before.asked < AGAIN_AFTER) continue;
    if (asked === ASKED_AT_ONCE) break;
    asked += 1;
    void askOne(link, fleet.began(row), at);
  }
  for (const link of known.keys())
    if (known.size > 4 * WORST_SHOWN) known.delete(link);
    else break;
}

async function askOne(link: string, began: number, at: number): Promise<void> {
  const before = known.get(link);
  known.set(link, { word: before?.began === began ? before.word : '', began, asked: at });
  const answer = await ask({ type: 'why', link, t: at });
  if (answer?.type !== 'why') return;
  known.set(link, { word: wordOf(answer.story), began, asked: at });
  reasonsTold.value += 1;
}
