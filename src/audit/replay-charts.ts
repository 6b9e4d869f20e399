/** The charts that this version can replay. */
import { createHash } from 'node:crypto';
import type { AnyStateMachine } from 'xstate';
import * as machines from '../../machines/index.ts';
import type { ArchivedChart } from './entries.ts';

const isMachine = (one: unknown): one is AnyStateMachine => typeof one === 'object' && one !== null && 'root' in one;

/** By id. */
export const charts: ReadonlyMap<string, AnyStateMachine> = new Map(
  Object.values<unknown>(machines).flatMap((one) => (isMachine(one) ? [[one.id, one] as const] : [])),
);

export const hashOf = (definition: object): string =>
  createHash('sha256').update(JSON.stringify(definition)).digest('hex');

/** What a log archives of a chart: all that was written of it. XState's own `definition` leaves out each `always`. */
export const archived = (machine: AnyStateMachine): ArchivedChart => {
  const definition = JSON.parse(JSON.stringify(machine.config)) as object;
  return { version: machine.version ?? '', hash: hashOf(definition), definition };
};

const current: ReadonlyMap<string, ArchivedChart> = new Map(
  Array.from(charts, ([id, machine]) => [id, archived(machine)]),
);

/** Why a log of these charts cannot be replayed by this version; null: it can. */
export function notReplayable(of: Readonly<Record<string, ArchivedChart>>): string | null {
  for (const [id, { version, hash }] of Object.entries(of)) {
    const ours = current.get(id);
    if (ours === undefined) return `the chart '${id}' is not known to this version`;
    if (ours.version !== version)
      return `the chart '${id}' is of version ${version || '(none)'}, and of ${ours.version || '(none)'} here`;
    if (ours.hash !== hash) return `the chart '${id}' of version ${version} has another definition than here`;
  }
  return null;
}
