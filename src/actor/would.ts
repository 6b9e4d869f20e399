/** Would an event perform an effect? Asked before each request, so most answers come from the table alone. */
import type { ChartContext, ChartEvent } from './args.ts';
import { cellOf, runEvent, select } from './macrostep.ts';
import type { Run } from './run.ts';
import type { Table } from './table.ts';
import { Seeker } from './witness.ts';

/** `run`: one that belongs to no actor, so that its deadlines are nobody's. Throws what guards and actions throw. */
export const wouldPerform = (
  table: Table,
  run: Run,
  leaf: number,
  context: ChartContext,
  event: ChartEvent,
  effect: string,
): boolean => {
  const column = table.columns.of(event.type);
  run.begin(context, event, null);
  const candidate = select(cellOf(table, leaf, column), run);
  if (candidate?.effects.includes(effect) === true) return true;
  const to = candidate?.to ?? leaf;
  if (candidate?.done === true || (candidate?.raises !== true && table.always[to]?.length === 0)) return false;
  const seeker = new Seeker(effect);
  run.begin(context, event, seeker);
  runEvent(table, run, leaf, column);
  return seeker.found;
};
