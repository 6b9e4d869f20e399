/** The names of the groups over their cells, with how many of each are down. */
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Layout } from '../../draw/layout.ts';
import { fleet } from '../../model/store.ts';
import { onceASecond } from '../../model/ticks.ts';

interface Props {
  readonly layout: ReadonlySignal<{ readonly of: Layout; readonly ratio: number } | null>;
}

export function FleetHeadings({ layout }: Props): JSX.Element | null {
  void onceASecond.value;
  const made = layout.value;
  if (made === null || made.of.blocks.length < 2) return null;
  const { ratio, of } = made;
  return (
    <div class="fleet-headings">
      {of.blocks.map(({ name, rows, x, y, width }) => {
        const down = rows.reduce((sum, row) => sum + (fleet.isDown(row) ? 1 : 0), 0);
        return (
          <h3
            key={name}
            style={{
              left: `${String(x / ratio)}px`,
              top: `${String(y / ratio)}px`,
              width: `${String(width / ratio)}px`,
            }}
            title={name}
          >
            <span class="name">{name}</span>
            <span class={down === 0 ? 'quiet' : 'down'}>
              {down === 0 ? rows.length.toLocaleString('en') : `${down.toLocaleString('en')} down`}
            </span>
          </h3>
        );
      })}
    </div>
  );
}
