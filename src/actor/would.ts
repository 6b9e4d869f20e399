/** Would an event perform an effect? Asked before each request, so most answers come from the table alone. */
import type { ChartContext, ChartEvent } from './args.ts';
import type { Home } from './home.ts';
import { cellOf, runEvent, select } from './macrostep.ts';
import { Seeker } from './witness.ts';

/** Throws what guards and actions throw. */
export const wouldPerform = (
  home: Home,
  leaf: number,
  context: ChartContext,
  event: ChartEvent,
  effect: string,
): boolean => {
  const { table, asking } = home;
  const column = table.columns.of(event.type);
  asking.context = context;
  asking.event = event;
  const candidate = select(cellOf(table, leaf, column), asking);
  if (candidate?.effects.includes(effect) === true) return true;
  const to = candidate?.to ?? leaf;
  if (candidate?.done === true || (candidate?.raises !== true && table.always[to]?.length === 0)) return false;
  return wouldPerformLater(home, leaf, column, context, event, effect);
};

/** Runs the event, and performs nothing. */
const wouldPerformLater = (
  home: Home,
  leaf: number,
  column: number,
  context: ChartContext,
  event: ChartEvent,
  effect: string,
): boolean => {
  // It belongs to no actor, so its deadlines are nobody's.
  const run = home.take();
  try {
    const seeker = new Seeker(effect);
    run.begin(context, event, seeker, true);
    runEvent(home.table, run, leaf, column);
    return seeker.found;
  } finally {
    home.give(run);
  }
};
