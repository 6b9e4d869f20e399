/** View 2: a row for each connection, the worst first, its states over time. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { chosen, open, sought, timelineWindow } from '../../model/choice.ts';
import { families } from '../../model/family.ts';
import { reasonOf } from '../../model/reasons.ts';
import { fleet, hello, now, timeline } from '../../model/store.ts';
import { onceASecond } from '../../model/ticks.ts';
import { lasting } from '../../model/times.ts';
import { Badge } from '../badge.tsx';
import { Empty } from '../empty.tsx';
import { SearchField } from '../search-field.tsx';
import { TimelineAxis } from './timeline-axis.tsx';
import { ROW_HEIGHT, TimelineCanvas } from './timeline-canvas.tsx';

const windows = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;
/** Rows beyond what is seen, so that a quick scroll shows no gap. */
const SPARE = 6;

const scrolled = signal({ top: 0, height: 600 });

/** One step in or out. @param by -1: closer */
export function zoom(by: number): void {
  const at = windows.findIndex((one) => one >= timelineWindow.value);
  timelineWindow.value = windows[Math.max(0, Math.min(windows.length - 1, at + by))] ?? 60_000;
}

export function TimelineView(): JSX.Element {
  void onceASecond.value;
  const scroller = useRef<HTMLDivElement>(null);
  const told = timeline.value;
  if (told === null) return <Empty title="Reading the timeline" busy />;
  const text = sought.value.toLowerCase();
  const rows = told.rows.filter((row) => fleet.who.get(row)?.connection.toLowerCase().includes(text) === true);
  const { top, height } = scrolled.value;
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW_HEIGHT) + SPARE);
  const time = now();
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="toolbar">
        <div class="segments" role="group" aria-label="How far back">
          {windows.map((one) => (
            <button
              key={one}
              class="button"
              aria-pressed={one === told.window}
              onClick={() => (timelineWindow.value = one)}
            >
              {lasting(one).replace(' 0 s', '').replace(' 0 min', '').replace('.0', '')}
            </button>
          ))}
        </div>
        <span class="quiet">
          {rows.length < told.of
            ? `the worst ${rows.length.toLocaleString('en')} of ${told.of.toLocaleString('en')}`
            : `all ${told.of.toLocaleString('en')}, the worst first`}
          {`; the last ${String(hello.value?.keeps.spans ?? 0)} changes of each are kept`}
        </span>
        <span class="spring" />
        <Legend />
        <SearchField value={sought} label="Find a connection" />
      </div>
      <TimelineAxis window={told.window} />
      <div
        class="timeline-scroller panel"
        ref={scroller}
        onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
          (scrolled.value = { top: scrollTop, height: clientHeight })
        }
      >
        <TimelineCanvas rows={rows} scroller={scroller} />
        <ul class="timeline-names" style={{ height: `${String(rows.length * ROW_HEIGHT)}px` }}>
          {rows.slice(first, last).map((row, i) => {
            const name = fleet.who.get(row)?.connection ?? '';
            const why = reasonOf(row);
            return (
              <li key={row} style={{ top: `${String((first + i) * ROW_HEIGHT)}px` }}>
                <button
                  data-item={name}
                  aria-current={chosen.value === name}
                  title={`${name}: ${fleet.stateOf(row)?.label ?? ''} for ${lasting(Math.max(0, time - fleet.began(row)))}${why === '' ? '' : `, ${why}`}`}
                  onClick={() => open(name)}
                >
                  <Badge family={fleet.family[row] ?? 0} />
                  <span class="name">{name}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend wide-only" aria-label="Legend">
      {families.map(({ name, words }, family) => (
        <li key={name} title={words}>
          <Badge family={family} /> {name}
        </li>
      ))}
    </ul>
  );
}
