/** The charts by which a log may be replayed: those of this version that are what its header archives. */
import type { AnyStateMachine } from 'xstate';
import * as machines from '../../machines/index.ts';
import type { SegmentEntry } from '../audit/entries.ts';
import { ReplayedChart } from './chart.ts';

const isMachine = (one: unknown): one is AnyStateMachine => typeof one === 'object' && one !== null && 'root' in one;

/** By id. */
const known: ReadonlyMap<string, AnyStateMachine> = new Map(
  Object.values<unknown>(machines).flatMap((one) => (isMachine(one) ? [[one.id, one] as const] : [])),
);

const replayed = new Map<string, ReplayedChart>();

/** null: it is not known here. */
export function chartFor(id: string): ReplayedChart | null {
  const machine = known.get(id);
  if (machine === undefined) return null;
  const made = replayed.get(id) ?? new ReplayedChart(machine);
  replayed.set(id, made);
  return made;
}

/** Charts of a log that this version does not have, or has otherwise, each in words. */
export function foreign(charts: SegmentEntry['charts']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, { version, definition }] of Object.entries(charts)) {
    const ours = known.get(id);
    if (ours === undefined) found.set(id, `the chart '${id}' is not known to this version`);
    else if (ours.version !== version)
      found.set(id, `the chart '${id}' is of version ${version || '(none)'}, and of ${ours.version ?? '(none)'} here`);
    else if (JSON.stringify(ours.config) !== JSON.stringify(definition))
      found.set(id, `the chart '${id}' of version ${version} has another definition than here`);
  }
  return found;
}
