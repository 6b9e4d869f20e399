/** Records as a table: when, what, from where to where, by which guard and cause. */
import type { JSX } from 'preact';
import type { TransitionRecord } from '../../../src/contract/record.ts';
import { timeOf } from '../model/times.ts';

const inner = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The event and the reason that it bears. */
export function eventOf({ event }: TransitionRecord): string {
  const reason = event['reason'];
  return typeof reason === 'string' ? `${event.type}: ${reason}` : event.type;
}

export function RecordTable({ records }: { readonly records: readonly TransitionRecord[] }): JSX.Element {
  return (
    <div class="table-box">
      <table class="records">
        <thead>
          <tr>
            <th>time</th>
            <th>event</th>
            <th>from</th>
            <th>to</th>
            <th>guard</th>
            <th>effects</th>
            <th>cause</th>
          </tr>
        </thead>
        <tbody>
          {records.map((one) => (
            <tr key={one.seq} data-cause={one.cause}>
              <td class="mono">{timeOf(one.at)}</td>
              <td>
                <b>{eventOf(one)}</b>
              </td>
              <td title={one.from}>{one.from === '' ? '–' : inner(one.from)}</td>
              <td title={one.to}>{inner(one.to)}</td>
              <td class="soft">{one.guard ?? ''}</td>
              <td class="soft">{one.effects.join(', ')}</td>
              <td>
                <span class="cause">{one.cause}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
