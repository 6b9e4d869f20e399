/** How long the lines waited before they were dialled again. */
import type { JSX } from 'preact';
import { backoff } from '../../model/store.ts';
import { lasting } from '../../model/times.ts';

const short = (ms: number): string =>
  lasting(ms)
    .replace('.0 ', ' ')
    .replace(/ 0 (s|min)$/, '');

/** As narrow as a column: `300`, `10s`, `1m`. */
const narrow = (ms: number): string => short(ms).replace(' ms', '').replace(' min', 'm').replace(' s', 's');

export function BackoffHistogram(): JSX.Element | null {
  const told = backoff.value;
  if (told === null) return null;
  const { bounds, counts } = told;
  const all = counts.reduce((sum, one) => sum + one, 0);
  const most = Math.max(1, ...counts);
  return (
    <section class="panel card rate backoff" aria-label="Waits before redials">
      <h3>Waits before redials</h3>
      <p class="word">
        {all.toLocaleString('en')}
        <small> since the start</small>
      </p>
      <ol class="histogram">
        {counts.map((count, i) => {
          const bound = bounds[i];
          const words = bound === undefined ? `over ${short(bounds.at(-1) ?? 0)}` : `under ${short(bound)}`;
          return (
            <li key={words} title={`${words}: ${count.toLocaleString('en')}`}>
              <span class="figure">{count === 0 ? '' : count.toLocaleString('en')}</span>
              <i style={{ height: `${String(Math.round((count / most) * 46))}px` }} />
              <span class="bound">{bound === undefined ? '…' : narrow(bound)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
