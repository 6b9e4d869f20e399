/** What the person has chosen: a view, a connection, a filter. The address keeps it, so that it can be sent to a colleague. */
import { computed, signal } from '@preact/signals';
import type { Filter } from '../../../src/inspector/protocol.ts';
import { fleet, hello, shape } from './store.ts';

export const views = [
  { name: 'fleet', title: 'Fleet', mark: 'M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z' },
  { name: 'timeline', title: 'Timeline', mark: 'M2 4h7M11 4h3M2 8h3M7 8h7M2 12h9M13 12h1' },
  { name: 'chart', title: 'Live chart', mark: 'M5 2h6v4H5zM2 10h5v4H2zM9 10h5v4H9zM8 6v2M4.5 10V8h7v2' },
  { name: 'why', title: 'Why', mark: 'M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.5M8 12.6v.4' },
  { name: 'trail', title: 'Audit trail', mark: 'M3 3.5h10M3 6.5h10M3 9.5h7M3 12.5h8' },
  { name: 'time', title: 'Time travel', mark: 'M2 11h12M5 8v6M8 3a4 4 0 0 1 4 4M8 3L6 1.5M8 3L6 4.5' },
  {
    name: 'tree',
    title: 'Supervision',
    mark: 'M8 2v4M4 10V8h8v2M8 6v2M8 10V8M2.5 10.5h3v3h-3zM6.5 10.5h3v3h-3zM10.5 10.5h3v3h-3z',
  },
  { name: 'rates', title: 'Rates', mark: 'M2 12l3-5 3 3 3-7 3 5' },
  { name: 'controls', title: 'Controls', mark: 'M4 2v5M4 11v3M8 2v2M8 8v6M12 2v7M12 13v1M2.5 9h3M6.5 6h3M10.5 11h3' },
] as const;

export type View = (typeof views)[number]['name'];

export const view = signal<View>('fleet');
/** A connection's name. */
export const chosen = signal<string | null>(null);
/** Stands in the search box: what does not hold it steps back. */
export const sought = signal('');
/** Families that are shown; empty: all. */
export const shown = signal<ReadonlySet<number>>(new Set());
export const grouping = signal<'link' | 'host' | 'group' | 'none' | 'auto'>('auto');
export const trailFilter = signal<Filter>({});
export const timelineWindow = signal(60_000);
export const helpOpen = signal(false);

export const isLog = computed(() => hello.value?.mode === 'log');

/** Its link: of a row that is gone, what its name says. */
export const chosenLink = computed(() => {
  const name = chosen.value;
  if (name === null) return null;
  void shape.value;
  const row = fleet.rowOf.get(name);
  const who = row === undefined ? undefined : fleet.who.get(row);
  return who?.link ?? name.replace(/#\d+$/, '');
});

/** Of a link, the connection that is worst off. */
export function chooseLink(link: string): void {
  let best: string | null = null;
  let worst = -1;
  for (const [row, who] of fleet.who)
    if (who.link === link && fleet.gravity(row) > worst) {
      worst = fleet.gravity(row);
      best = who.connection;
    }
  chosen.value = best ?? link;
}

export function open(name: string, as: View = 'chart'): void {
  chosen.value = name;
  view.value = as;
}

export function toggleFamily(family: number): void {
  const next = new Set(shown.value);
  if (!next.delete(family)) next.add(family);
  shown.value = next;
}

/** Whether what is sought allows this row. */
export function matches(row: number): boolean {
  const text = sought.value;
  const who = fleet.who.get(row);
  if (who === undefined) return false;
  const families = shown.value;
  if (families.size > 0 && !families.has(fleet.family[row] ?? 0)) return false;
  if (text === '') return true;
  const lower = text.toLowerCase();
  const holds = (one: string): boolean => one.toLowerCase().includes(lower);
  return holds(who.connection) || holds(who.host) || holds(who.group) || holds(fleet.stateOf(row)?.label ?? '');
}
