/** What the followed connection did, the newest first. */
import type { JSX } from 'preact';
import { records } from '../../model/store.ts';
import { RecordTable } from '../record-table.tsx';

const SHOWN = 60;

export function LastRecords({ missing }: { readonly missing: number }): JSX.Element {
  const list = records.value
    .slice(-SHOWN)
    .map(({ record }) => record)
    .toReversed();
  return (
    <section class="panel card last-records" aria-label="Last transitions">
      <h3>
        Last transitions
        {missing > 0 && <span class="quiet"> {missing.toLocaleString('en')} left out: they came too fast</span>}
      </h3>
      {list.length === 0 ? <p class="quiet">Nothing has happened since you look.</p> : <RecordTable records={list} />}
    </section>
  );
}
