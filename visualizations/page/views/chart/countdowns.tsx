/** What will happen if nothing does: each armed delay, and how long until then. */
import type { JSX } from 'preact';
import type { Armed } from '../../../../src/inspector/protocol.ts';
import { now } from '../../model/store.ts';
import { lasting } from '../../model/times.ts';

interface Props {
  readonly armed: readonly Armed[] | null;
  /** Since when the state is, `t`. */
  readonly since: number;
}

/** A delay that is off stands at 2^31−1 ms in a chart, and its transition is guarded. */
const OFF = 2_000_000_000;

export function Countdowns({ armed, since }: Props): JSX.Element {
  const time = now();
  return (
    <section class="panel card" aria-label="Armed delays">
      <h3>If nothing happens</h3>
      {armed === null && <p class="quiet">Which delays run is not known here.</p>}
      {armed?.length === 0 && <p class="quiet">No delay is armed.</p>}
      <ul class="countdowns">
        {armed
          ?.filter(({ due }) => due === null || due - time < OFF)
          .map(({ delay, state, due }) => {
            const left = due === null ? null : Math.max(0, due - time);
            return (
              <li key={`${state}:${delay}`}>
                <span class="name">{delay}</span>
                <span class="where quiet">{state}</span>
                <b>{left === null ? 'not known' : lasting(left)}</b>
                {left !== null && due !== null && (
                  <progress max={Math.max(1, due - Math.min(since, time))} value={left} />
                )}
              </li>
            );
          })}
      </ul>
    </section>
  );
}
