/** Which connection a cell is, beside it; and read aloud. */
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Layout } from '../../draw/layout.ts';
import { fleet, now } from '../../model/store.ts';
import { fourTimes } from '../../model/ticks.ts';
import { lasting } from '../../model/times.ts';
import { Badge } from '../badge.tsx';

interface Props {
  readonly at: ReadonlySignal<{ readonly row: number; readonly x: number; readonly y: number } | null>;
  readonly layout: ReadonlySignal<{ readonly of: Layout; readonly ratio: number } | null>;
  readonly chosen: ReadonlySignal<string | null>;
}

const TIP_WIDTH = 250;

export function FleetTip({ at, layout }: Props): JSX.Element {
  const { value: place } = at;
  const who = place === null ? undefined : fleet.who.get(place.row);
  if (place === null || who === undefined) return <div id="fleet-tip" class="fleet-tip" hidden aria-live="polite" />;
  void fourTimes.value;
  const { of, ratio } = layout.value ?? { of: null, ratio: 1 };
  const wide = (of?.cellWidth ?? 0) / ratio;
  const tall = (of?.cellHeight ?? 0) / ratio;
  const left = Math.max(
    0,
    Math.min(place.x - 8, (document.querySelector('.fleet-cells')?.clientWidth ?? 0) - TIP_WIDTH),
  );
  return (
    <>
      <div
        class="fleet-ring"
        style={{
          left: `${String(place.x)}px`,
          top: `${String(place.y)}px`,
          width: `${String(wide)}px`,
          height: `${String(tall)}px`,
        }}
      />
      <div
        id="fleet-tip"
        class="fleet-tip"
        aria-live="polite"
        style={{ left: `${String(left)}px`, top: `${String(place.y + tall + 6)}px` }}
      >
        <strong>
          <Badge family={fleet.family[place.row] ?? 0} /> {who.connection}
        </strong>
        <span>
          {fleet.stateOf(place.row)?.label ?? 'not known'} for {lasting(Math.max(0, now() - fleet.began(place.row)))}
        </span>
        <span class="quiet">{[who.host, who.group].filter((one) => one !== '').join(' · ')}</span>
      </div>
    </>
  );
}
