/** The fleet in groups: by link, host or supervisor; by itself, by whichever tells most. */
import type { Fleet, Identity } from './fleet.ts';

export type Grouping = 'link' | 'host' | 'group' | 'none' | 'auto';
type Key = 'link' | 'host' | 'group';
export type Group = readonly [name: string, rows: readonly number[]];

/** More are no longer told apart at a glance. */
const MOST_GROUPS = 60;
/** The groups that come last are shown as one. */
const OTHERS = 'all others';

const keys: readonly Key[] = ['host', 'group', 'link'];

/** A group without a name is one of those without it. */
const nameOf = (who: Identity, by: Key): string => who[by] || `no ${by}`;

export function groupingFor(fleet: Fleet): Exclude<Grouping, 'auto'> {
  for (const by of keys) {
    const names = new Set<string>();
    for (const who of fleet.who.values()) names.add(nameOf(who, by));
    // As many groups as connections would be a list.
    if (names.size > 1 && names.size <= MOST_GROUPS && names.size * 2 <= fleet.size) return by;
  }
  return 'none';
}

const collator = new Intl.Collator('en', { numeric: true });

/** In the order of their names, so that each keeps its place. */
export function groupsOf(fleet: Fleet, grouping: Grouping): readonly Group[] {
  const by = grouping === 'auto' ? groupingFor(fleet) : grouping;
  const found = new Map<string, number[]>();
  const rows = [...fleet.who.keys()];
  const name = (row: number): string => fleet.who.get(row)?.connection ?? '';
  if (rows.length <= 2_000) rows.sort((a, b) => collator.compare(name(a), name(b)));
  else rows.sort((a, b) => a - b);
  for (const row of rows) {
    const who = fleet.who.get(row);
    if (who === undefined) continue;
    const key = by === 'none' ? '' : nameOf(who, by);
    const list = found.get(key);
    if (list === undefined) found.set(key, [row]);
    else list.push(row);
  }
  const groups = [...found].toSorted(([a], [b]) => collator.compare(a, b));
  if (groups.length <= MOST_GROUPS) return groups;
  const rest = groups.splice(MOST_GROUPS - 1).flatMap(([, members]) => members);
  return [...groups, [OTHERS, rest]];
}
