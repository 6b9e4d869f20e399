/** View 3: the chart of one connection as it stands: where it is, how it came there, what will happen if nothing does. */
import type { JSX } from 'preact';
import { chosen } from '../../model/choice.ts';
import { familyOf } from '../../model/family.ts';
import { connection, fleet, now, recordsMissing } from '../../model/store.ts';
import { fourTimes } from '../../model/ticks.ts';
import { lasting } from '../../model/times.ts';
import { Badge } from '../badge.tsx';
import { Empty } from '../empty.tsx';
import { PickFirst } from '../pick-first.tsx';
import { Countdowns } from './countdowns.tsx';
import { Drawing } from './drawing.tsx';
import { Facts } from './facts.tsx';
import { LastRecords } from './last-records.tsx';

export function ChartView(): JSX.Element {
  void fourTimes.value;
  const name = chosen.value;
  if (name === null) return <PickFirst what="its chart" />;
  const told = connection.value;
  if (told === null || told.connection !== name) return <Empty title={`Asking for ${name}`} busy />;
  const { facts, edges } = told;
  if (facts === null)
    return (
      <Empty title={`${name} is not there`}>
        <p>It has ended, or was never dialled. Its records may still be in the audit trail: press a.</p>
      </Empty>
    );
  const row = fleet.rowOf.get(name);
  return (
    <section class="chart-view" aria-label={`Chart of ${name}`}>
      <header class="subject">
        <Badge family={row === undefined ? familyOf('ended') : (fleet.family[row] ?? 0)} />
        <h2>{name}</h2>
        <span class="state">{facts.state}</span>
        <span class="soft">for {lasting(Math.max(0, now() - facts.since))}</span>
        {facts.detail !== null && <span class="soft detail">last loss: {facts.detail}</span>}
      </header>
      <Drawing chart={facts.chart} state={facts.state} edges={edges} />
      <aside class="chart-side">
        <Countdowns armed={facts.armed} since={facts.since} />
        <Facts facts={facts} />
      </aside>
      <LastRecords missing={recordsMissing.value} />
    </section>
  );
}
