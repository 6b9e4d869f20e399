/** What to look at first: what serves worst, as the server says; what is down now before what was; a host's lines as one. */
import { matches, timelineWindow } from '../../model/choice.ts';
import { WORST_SHOWN } from '../../model/reasons.ts';
import { fleet, spans, timeline } from '../../model/store.ts';
import { worstFirst } from '../../model/worst.ts';

export interface Trouble {
  /** Of several the worst of which the last minute is known. */
  readonly row: number;
  readonly host: string;
  readonly count: number;
  /** Now; or else it was lost in the time that is shown. */
  readonly down: boolean;
}

/** From so many lines of one host on, the host is the trouble. */
const TOGETHER = 3;

/** @param time `t` */
export function troublesAt(time: number): readonly Trouble[] {
  const down = [...worstFirst(fleet, time, (row) => fleet.isDown(row) && matches(row))];
  const from = time - timelineWindow.peek();
  const others = (timeline.peek()?.rows ?? []).filter(
    (row) => matches(row) && !fleet.isDown(row) && (fleet.gravity(row) > 1 || spans.troubled(row, from)),
  );
  return [...byHost(down, true), ...byHost(others, false)].slice(0, WORST_SHOWN);
}

const hostOf = (row: number): string => fleet.who.get(row)?.host ?? '';

/** @param rows the worst first */
function byHost(rows: readonly number[], down: boolean): readonly Trouble[] {
  const ofHost = new Map<string, number[]>();
  for (const row of rows) {
    const host = hostOf(row);
    const list = ofHost.get(host);
    if (list === undefined) ofHost.set(host, [row]);
    else list.push(row);
  }
  const told = new Set<string>();
  return rows.flatMap((row) => {
    const host = hostOf(row);
    const list = ofHost.get(host) ?? [];
    if (host === '' || list.length < TOGETHER) return [{ row, host, count: 1, down }];
    if (told.has(host)) return [];
    told.add(host);
    return [{ row: list.find((one) => spans.has(one)) ?? row, host, count: list.length, down }];
  });
}
