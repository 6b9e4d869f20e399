/** What is wrong, in one sentence. */
import { families, familyOf } from './family.ts';
import type { Fleet } from './fleet.ts';
import { lasting } from './times.ts';
import { worstFirst } from './worst.ts';

export type Mood = 'good' | 'warn' | 'bad' | 'plain';

export interface Headline {
  readonly mood: Mood;
  readonly text: string;
  /** The row to look at first; null where all is well. */
  readonly worst: number | null;
  readonly detail: string;
}

const figure = (n: number): string => n.toLocaleString('en');
const lines = (n: number): string => `${figure(n)} ${n === 1 ? 'line' : 'lines'}`;
const probing = familyOf('probing');
const dead = familyOf('dead');
const ended = familyOf('ended');
/** From this share on, one line in twenty, it is the fleet's trouble and no longer a line's. */
const BAD_SHARE = 0.05;

export function headlineOf(fleet: Fleet, now: number): Headline {
  const { counts } = fleet;
  // What is over, as it was asked to be, is no line any more.
  const size = fleet.size - (counts[ended] ?? 0);
  if (size === 0) return { mood: 'plain', text: 'No line is open', worst: null, detail: '' };
  const hosts = new Map<string, number>();
  let down = 0;
  for (const [row, { host }] of fleet.who)
    if (fleet.isDown(row)) {
      down += 1;
      hosts.set(host, (hosts.get(host) ?? 0) + 1);
    }
  const detail = families
    .flatMap(({ name }, family) => ((counts[family] ?? 0) === 0 ? [] : [`${figure(counts[family] ?? 0)} ${name}`]))
    .join(' · ');
  const [worst = null] = worstFirst(fleet, now, (row) => fleet.gravity(row) > 0, 1);
  if (down === 0) {
    const silent = counts[probing] ?? 0;
    const calm = size === 1 ? 'The one line is up' : `All ${lines(size)} are up`;
    if (silent === 0) return { mood: 'good', text: calm, worst: null, detail };
    const asked = `${calm}; ${figure(silent)} silent, and being probed`;
    return { mood: 'warn', text: asked, worst, detail };
  }
  const over = counts[dead] ?? 0;
  const text = `${figure(down)} of ${lines(size)} ${down === 1 ? 'is' : 'are'} down${over > 0 ? `, ${figure(over)} for good` : ''}${together(hosts, down)}`;
  return { mood: over > 0 || down >= size * BAD_SHARE ? 'bad' : 'warn', text, worst, detail };
}

/** Where most of them have one host, that is what is wrong. */
function together(hosts: ReadonlyMap<string, number>, down: number): string {
  const [host, count] = [...hosts].reduce<readonly [string, number]>((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  if (host === '' || count < 3 || count * 2 < down) return '';
  return count === down ? `, all at ${host}` : `, ${figure(count)} of them at ${host}`;
}

/** `bank-7 for 2 min 11 s: program-silent`. @param why a verdict or a loss, in one word; '' where nothing is known */
export function worstWords(fleet: Fleet, row: number, now: number, why: string): string {
  const { link = '' } = fleet.who.get(row) ?? {};
  return `${link} for ${lasting(Math.max(0, now - fleet.began(row)))}${why === '' ? '' : `: ${why}`}`;
}
