/** Signals that rise by themselves: what shows a duration reads one, and is drawn anew no more often. */
import { signal } from '@preact/signals';
import { eachFrame } from './work.ts';

export const fourTimes = signal(0);
export const onceASecond = signal(0);

export function startTicks(): void {
  let last = 0;
  eachFrame((now) => {
    const quarter = Math.floor(now / 250);
    if (quarter === last) return;
    const second = Math.floor(quarter / 4) !== Math.floor(last / 4);
    last = quarter;
    fourTimes.value += 1;
    if (second) onceASecond.value += 1;
  });
}
