/** View 5: the records, the newest first, filtered by the server; only the rows that are seen stand in the page. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { TransitionRecord } from '../../../../src/contract/record.ts';
import { trail, trailMissing, trailReach, wall } from '../../model/store.ts';
import { instantOf, timeOf } from '../../model/times.ts';
import { eventOf } from '../record-table.tsx';
import { trailFilter } from '../../model/choice.ts';
import { TrailExport } from './trail-export.tsx';
import { TrailFilters } from './trail-filters.tsx';

const ROW = 28;
const SPARE = 8;

const scrolled = signal({ top: 0, height: 700 });
const opened = signal<TransitionRecord | null>(null);

export function TrailView(): JSX.Element {
  const list = trail.value;
  const { top, height } = scrolled.value;
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(list.length, Math.ceil((top + height) / ROW) + SPARE);
  const reach = trailReach.value;
  const filter = trailFilter.value;
  useEffect(() => () => void (opened.value = null), []);
  const rows: JSX.Element[] = [];
  for (let i = first; i < last; i += 1) {
    const record = list[list.length - 1 - i];
    if (record !== undefined) rows.push(<Line key={record.seq} record={record} top={i * ROW} />);
  }
  return (
    <section class="trail" aria-label="Audit trail">
      <TrailFilters />
      <div class="toolbar">
        <span class="soft" role="status">
          {list.length.toLocaleString('en')} shown
          {trailMissing.value > 0 && `, ${trailMissing.value.toLocaleString('en')} more that pass were left out`}
          {reach !== null && `; ${reach.records.toLocaleString('en')} kept, from ${instantOf(wall(reach.since))} on`}
        </span>
        <span class="spring" />
        <TrailExport filter={filter} />
      </div>
      <div
        class="trail-scroller panel"
        onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
          (scrolled.value = { top: scrollTop, height: clientHeight })
        }
      >
        {list.length === 0 && <p class="none quiet">No record passes these filters. Esc in a field empties it.</p>}
        <ul style={{ height: `${String(list.length * ROW)}px` }}>{rows}</ul>
      </div>
      {opened.value !== null && <Whole record={opened.value} />}
    </section>
  );
}

function Line({ record, top }: { readonly record: TransitionRecord; readonly top: number }): JSX.Element {
  return (
    <li style={{ top: `${String(top)}px` }}>
      <button
        class="trail-line"
        data-item={record.seq}
        data-cause={record.cause}
        aria-expanded={opened.value?.seq === record.seq}
        onClick={() => (opened.value = opened.value?.seq === record.seq ? null : record)}
      >
        <span class="mono time">{timeOf(record.at)}</span>
        <span class="who">{record.connection}</span>
        <b>{eventOf(record)}</b>
        <span class="soft path">
          {record.from === '' ? 'start' : record.from} → {record.to}
        </span>
        <span class="cause">{record.cause}</span>
      </button>
    </li>
  );
}

function Whole({ record }: { readonly record: TransitionRecord }): JSX.Element {
  return (
    <section class="panel card whole" aria-label={`Record ${String(record.seq)}`}>
      <h3>
        Record {record.seq.toLocaleString('en')}
        <button class="button" onClick={() => (opened.value = null)}>
          Close
        </button>
      </h3>
      <pre>{JSON.stringify(record, null, 2)}</pre>
    </section>
  );
}
