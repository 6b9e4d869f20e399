/** Those to look at first: state, since when, why, and their last minute. `j` and `k` walk it. */
import type { JSX } from 'preact';
import { chosen, open, timelineWindow, view } from '../../model/choice.ts';
import { familyOf } from '../../model/family.ts';
import { reasonOf, reasonsTold, wantReasons } from '../../model/reasons.ts';
import { fleet, now, shape, timeline } from '../../model/store.ts';
import { onceASecond } from '../../model/ticks.ts';
import { lasting } from '../../model/times.ts';
import { Badge } from '../badge.tsx';
import { BarCanvas } from '../timeline/bar-canvas.tsx';
import type { Trouble } from './troubles.ts';
import { troublesAt } from './troubles.ts';

export function Worst(): JSX.Element {
  void [onceASecond.value, reasonsTold.value, shape.value, timeline.value, timelineWindow.value];
  const time = now();
  const troubles = troublesAt(time);
  wantReasons(troubles.map(({ row }) => row));
  if (troubles.length === 0)
    return (
      <p class="calm">
        <Badge family={familyOf('idle')} /> Nothing asks to be looked at.
      </p>
    );
  return (
    <section class="worst panel" aria-label="Worst first">
      <header>
        <h2>Look at these first</h2>
        <button class="button" onClick={() => (view.value = 'timeline')}>
          All on the timeline
        </button>
      </header>
      <ul>
        {troubles.map((one) => (
          <Line key={one.row} trouble={one} time={time} />
        ))}
      </ul>
    </section>
  );
}

function Line({
  trouble: { row, host, count, down },
  time,
}: {
  readonly trouble: Trouble;
  readonly time: number;
}): JSX.Element {
  const { connection = '' } = fleet.who.get(row) ?? {};
  const many = count > 1;
  return (
    <li>
      <button
        class="worst-row"
        data-item={connection}
        aria-current={chosen.value === connection}
        title={many ? `${connection} was the first of them` : connection}
        onClick={() => open(connection, 'why')}
      >
        <Badge family={fleet.family[row] ?? 0} />
        <span class="name">{many ? host : connection}</span>
        <span class="state">
          {many
            ? `${count.toLocaleString('en')} lines ${down ? 'down' : 'were lost'}`
            : (fleet.stateOf(row)?.label ?? '')}
        </span>
        <span class="lasting">{lasting(Math.max(0, time - fleet.began(row)))}</span>
        <span class="why">{reasonOf(row)}</span>
        <BarCanvas row={row} />
      </button>
    </li>
  );
}
