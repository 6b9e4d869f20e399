/** View 1: all connections at once, and beneath them those to look at first. */
import type { JSX } from 'preact';
import { grouping, shown, sought, toggleFamily } from '../../model/choice.ts';
import { families } from '../../model/family.ts';
import type { Grouping } from '../../model/groups.ts';
import { groupingFor } from '../../model/groups.ts';
import { fleet, pulse, shape } from '../../model/store.ts';
import { fourTimes } from '../../model/ticks.ts';
import { Badge } from '../badge.tsx';
import { Empty } from '../empty.tsx';
import { SearchField } from '../search-field.tsx';
import { FleetCanvas } from './fleet-canvas.tsx';
import { Worst } from './worst-list.tsx';

const groupings: readonly (readonly [Grouping, string])[] = [
  ['host', 'Host'],
  ['group', 'Supervisor'],
  ['link', 'Link'],
  ['none', 'None'],
];

function Counts(): JSX.Element {
  void fourTimes.value;
  return (
    <div class="counts" role="group" aria-label="Show only these states">
      {families.map(({ name, words }, family) => {
        const count = fleet.counts[family] ?? 0;
        const pressed = shown.value.has(family);
        if (count === 0 && !pressed && name !== 'idle' && name !== 'reconnecting') return null;
        return (
          <button
            key={name}
            class="button count"
            data-family={name}
            aria-pressed={pressed}
            title={words}
            onClick={() => toggleFamily(family)}
          >
            <Badge family={family} /> <b>{count.toLocaleString('en')}</b> {name}
          </button>
        );
      })}
    </div>
  );
}

function GroupBy(): JSX.Element {
  void shape.value;
  const on = grouping.value === 'auto' ? groupingFor(fleet) : grouping.value;
  return (
    <div class="segments" role="group" aria-label="Group by">
      {groupings.map(([by, title]) => (
        <button key={by} class="button" aria-pressed={by === on} onClick={() => (grouping.value = by)}>
          {title}
        </button>
      ))}
    </div>
  );
}

export function FleetView(): JSX.Element {
  const rowless = pulse.value?.rowless ?? 0;
  void shape.value;
  if (fleet.size === 0)
    return (
      <Empty title="No connection is open">
        <p>As soon as a link dials, it has a cell here. Nothing is wrong with this page.</p>
      </Empty>
    );
  return (
    <section aria-label="Fleet">
      <div class="toolbar">
        <Counts />
        <span class="spring" />
        <GroupBy />
        <SearchField value={sought} label="Find a link, host or state" />
      </div>
      {rowless > 0 && (
        <p class="quiet">{rowless.toLocaleString('en')} more connections have no cell: too many for one page.</p>
      )}
      <FleetCanvas />
      <Worst />
    </section>
  );
}
