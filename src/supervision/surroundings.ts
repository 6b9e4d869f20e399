/** What all actors of one supervisor share, and how they put themselves on record. */
import type { Runtime, Step } from '../actor/actor.ts';
import type { Engine } from '../actor/engines.ts';
import type { Cause, RecordFacts } from '../contract/record.ts';

export interface SupervisionAround {
  readonly runtime: Runtime;
  readonly engine: Engine;
  /** Does anyone read the records? If not, nothing is gathered. */
  watched(): boolean;
  /** @param link the link that it is about; '' for none */
  record(link: string, facts: RecordFacts, context: object): void;
}

const causes: Readonly<Record<string, Cause>> = {
  exited: 'supervisor',
  fell: 'crash',
  stop: 'user',
  kill: 'user',
  destroy: 'user',
};

/** A step of a chart of supervision as a record; `exited` is told by how. */
export const factsOf = (
  chart: string,
  connection: string,
  { from, event, to, guards, effects, timer }: Step<{ readonly type: string; readonly how?: string }, object>,
): RecordFacts => {
  const crashed = 'how' in event && event.how === 'crashed';
  const cause = timer ? 'timer' : crashed ? 'crash' : (causes[event.type] ?? 'supervisor');
  const facts = { connection, epoch: 0, chart, from, event, to, effects, cause };
  return guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') };
};

/** What was thrown, as a record tells it. */
export const toldOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A chart of supervision threw itself: it says no more. */
export const crashOf = (chart: string, connection: string, state: string, at: number, error: unknown): RecordFacts => ({
  connection,
  epoch: 0,
  chart,
  from: state,
  event: { type: 'crash', at, error: toldOf(error) },
  to: state,
  effects: [],
  cause: 'crash',
});
