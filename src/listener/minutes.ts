/** A session's transitions, as its listener records them. */
import type { Step } from '../actor/actor.ts';
import { causeOf } from '../connection/causes.ts';
import type { RecordFacts } from '../contract/record.ts';

/** A session has one socket in its life. */
const EPOCH = 1;

export const stepFacts = (
  connection: string,
  chart: string,
  { from, event, to, guards, effects, timer }: Step<{ readonly type: string }, object>,
): RecordFacts => {
  const facts = { connection, epoch: EPOCH, chart, from, event, to, effects, cause: causeOf(event.type, timer) };
  return guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') };
};

export const crashFacts = (connection: string, state: string, at: number, error: unknown): RecordFacts => ({
  connection,
  epoch: EPOCH,
  chart: 'session',
  from: state,
  event: { type: 'crash', at, error: error instanceof Error ? error.message : String(error) },
  to: state,
  effects: [],
  cause: 'crash',
});
