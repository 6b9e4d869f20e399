/** View 6: any instant of a log, as it was: the fleet, the worst and their last minute; chart and context one key away. */
import type { JSX } from 'preact';
import { isLog, chosen } from '../../model/choice.ts';
import { connection, extent } from '../../model/store.ts';
import { Drawing } from '../chart/drawing.tsx';
import { Facts } from '../chart/facts.tsx';
import { Empty } from '../empty.tsx';
import { FleetCanvas } from '../fleet/fleet-canvas.tsx';
import { Worst } from '../fleet/worst-list.tsx';
import { OpenLog } from './open-log.tsx';

export function TimeView(): JSX.Element {
  if (!isLog.value)
    return (
      <Empty title="Time travel needs a log">
        <p>
          What runs now is shown as it is now. Open the audit log of this or any other run, and every instant of it can
          be shown in all views: drop the file anywhere on this page, choose it here, or start
        </p>
        <p>
          <code>holdfast inspect audit.ndjson</code>
        </p>
        <OpenLog />
      </Empty>
    );
  if (extent.value === null) return <Empty title="Reading the log" busy />;
  const facts = chosen.value === null ? null : (connection.value?.facts ?? null);
  return (
    <section aria-label="Time travel">
      <FleetCanvas />
      {facts !== null && (
        <div class="chart-view">
          <header class="subject">
            <h2>{facts.connection}</h2>
            <span class="state">{facts.state}</span>
          </header>
          <Drawing chart={facts.chart} state={facts.state} edges={connection.value?.edges ?? []} />
          <aside class="chart-side">
            <Facts facts={facts} />
          </aside>
        </div>
      )}
      <Worst />
    </section>
  );
}
