/** Why a link was down, from a log that was indexed: the same words as `holdfast audit why`. */
import { Teller } from '../story/tell.ts';
import type { Told } from '../story/tell.ts';
import { NOBODY } from './columns.ts';
import type { EntryReader } from './entry-reader.ts';
import type { Indexing } from './indexing.ts';

/** @param at wall clock, ms since 1970 @returns null: the log knows no such link */
export async function toldOf(
  { actors }: Indexing,
  reader: EntryReader,
  link: string,
  at: number | undefined,
): Promise<Told | null> {
  const entries: number[] = [];
  // Headers and gaps are nobody's, and say something to every link.
  for (const id of [NOBODY, ...actors.of(link).map((actor) => actor.id)])
    for (let place = actors.place(id, Infinity); place >= actors.first(id); place -= 1)
      entries.push(actors.entry(place));
  const teller = new Teller(link, at);
  for await (const { entry } of reader.all(entries.toSorted((one, other) => one - other))) {
    if (entry.type === 'segment') teller.run(entry.run);
    else if (entry.type === 'record' || entry.type === 'summary' || entry.type === 'gap') teller.take(entry);
  }
  return teller.told();
}
