/** View 8: what goes over the lines and what keeps them up, a second each, for five minutes. */
import type { JSX } from 'preact';
import { rateNames } from '../../../../src/inspector/protocol.ts';
import { samples } from '../../model/store.ts';
import { bytesOf } from '../../model/times.ts';
import { Empty } from '../empty.tsx';
import { BackoffHistogram } from './backoff-histogram.tsx';
import { Sparkline } from './sparkline.tsx';

type RateName = (typeof rateNames)[number];

const count = (n: number): string => (n < 10 && n % 1 !== 0 ? n.toFixed(1) : Math.round(n).toLocaleString('en'));

const cards: readonly (readonly [name: RateName, title: string, unit: (n: number) => string, family: string])[] = [
  ['exchanges', 'Exchanges', count, 'busy'],
  ['losses', 'Losses', count, 'dead'],
  ['reconnects', 'Reconnects', count, 'reconnecting'],
  ['dials', 'Dials', count, 'reconnecting'],
  ['heartbeats', 'Heartbeats', count, 'probing'],
  ['heartbeatBytes', 'Bytes of heartbeats', bytesOf, 'probing'],
  ['bytesIn', 'Bytes in', bytesOf, 'closing'],
  ['bytesOut', 'Bytes out', bytesOf, 'closing'],
  ['transitions', 'Transitions', count, 'connecting'],
];

/** A sample a second or so: of each column what a second had. */
function perSecond(column: number): readonly number[] {
  const list = samples.value;
  return list.slice(1).map((sample, i) => {
    const seconds = ((sample[0] ?? 0) - (list[i]?.[0] ?? 0)) / 1_000;
    return seconds <= 0 ? 0 : (sample[column] ?? 0) / seconds;
  });
}

export function RatesView(): JSX.Element {
  if (samples.value.length < 2)
    return (
      <Empty title="Two seconds make a rate" busy>
        <p>They are counted from now on.</p>
      </Empty>
    );
  return (
    <section aria-label="Rates">
      <div class="rates">
        {cards.map(([name, title, unit, family]) => {
          const values = perSecond(rateNames.indexOf(name));
          const now = values.at(-1) ?? 0;
          const most = Math.max(0, ...values);
          return (
            <section key={name} class="panel card rate" aria-label={title}>
              <h3>{title}</h3>
              <p class="word">
                {unit(now)}
                <small>/s</small>
              </p>
              <Sparkline values={values} family={family} />
              <p class="quiet">
                most {unit(most)}/s in {values.length} s
              </p>
            </section>
          );
        })}
        <BackoffHistogram />
      </div>
    </section>
  );
}
