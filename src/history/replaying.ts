/** Where an actor stood at one of its entries: from the nearest that was kept, through its chart. */
import type { KnownActor } from './actors.ts';
import type { Position, Waiting } from './chart.ts';
import { chartFor } from './charts.ts';
import { KEPT, START, UNKNOWN } from './columns.ts';
import type { EntryReader } from './entry-reader.ts';
import type { Indexing } from './indexing.ts';

export interface Known {
  /** The chart's context, as its actor had it. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Soonest first; `due` as `t`. */
  readonly waiting: readonly Waiting[];
}

/** @param entry one of the actor's @returns null where the log does not tell enough */
export async function knownAt(
  index: Indexing,
  reader: EntryReader,
  actor: KnownActor,
  entry: number,
  t: number,
): Promise<Known | null> {
  const chart = chartFor(actor.chart);
  const position = await positionAt(index, reader, actor, entry);
  if (chart === null || position === null) return null;
  const now = index.runs.clockAt(actor.run, t);
  const waiting = chart.waiting(position, now);
  return {
    context: position.context,
    waiting: waiting.map((one) => (one.due === null ? one : { ...one, due: one.due - now + t })),
  };
}

async function positionAt(
  { columns: { flags }, kept, actors }: Indexing,
  reader: EntryReader,
  { id, chart }: KnownActor,
  entry: number,
): Promise<Position | null> {
  const replayed = chartFor(chart);
  if (replayed === null) return null;
  const between: number[] = [];
  let position: Position | null = null;
  for (let place = actors.place(id, entry); place >= actors.first(id); place -= 1) {
    const i = actors.entry(place);
    const flag = flags[i] ?? 0;
    if (flag & UNKNOWN) return null;
    position = flag & KEPT ? kept.at(i) : null;
    if (position !== null) break;
    between.push(i);
    if (flag & START) break;
  }
  if (between.length === 0) return position;
  for await (const { entry: one } of reader.all(between.toReversed())) {
    if (one.type === 'summary') position = position && replayed.adopted(position, one);
    else if (one.type === 'record' && one.from === '') position = replayed.begun(one);
    else if (one.type === 'record' && one.event.type !== 'crash')
      position = position && replayed.stepped(position, one);
    if (position === null) return null;
  }
  return position;
}
