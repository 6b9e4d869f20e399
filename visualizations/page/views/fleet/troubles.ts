/** What to look at first: what serves worst, as the server says; what is down now before what was; a host's lines as one. */
import { matches, timelineWindow } from '../../model/choice.ts';
import { WORST_SHOWN } from '../../model/reasons.ts';
import { fleet, spans, timeline } from '../../model/store.ts';
import { worstFirst } from '../../model/worst.ts';

export interface Trouble {
  /** Of several the one that is down for longest, of which the last minute is known. */
  readonly row: number;
  readonly host: string;
  readonly count: number;
}

/** From so many lines of one host on, the host is the trouble. */
const TOGETHER = 3;

/** @param time `t` */
export function troublesAt(time: number): readonly Trouble[] {
  const down = [...worstFirst(fleet, time, (row) => fleet.isDown(row) && matches(row))];
  const ofHost = new Map<string, number>();
  for (const row of down) ofHost.set(hostOf(row), (ofHost.get(hostOf(row)) ?? 0) + 1);
  const troubles: Trouble[] = [];
  const told = new Set<string>();
  for (const row of down) {
    const host = hostOf(row);
    const count = ofHost.get(host) ?? 1;
    if (host === '' || count < TOGETHER) troubles.push({ row, host, count: 1 });
    else if (!told.has(host)) {
      told.add(host);
      const known = down.find((one) => hostOf(one) === host && spans.has(one));
      troubles.push({ row: known ?? row, host, count });
    }
  }
  const from = time - timelineWindow.peek();
  for (const row of timeline.peek()?.rows ?? [])
    if (matches(row) && !fleet.isDown(row) && (fleet.gravity(row) > 1 || spans.troubled(row, from)))
      troubles.push({ row, host: hostOf(row), count: 1 });
  return troubles.slice(0, WORST_SHOWN);
}

const hostOf = (row: number): string => fleet.who.get(row)?.host ?? '';
