/** What stands behind the page, and what the page itself costs. */
import type { JSX } from 'preact';
import { hello, pulse } from '../model/store.ts';
import { onceASecond } from '../model/ticks.ts';
import { work } from '../model/work.ts';

let last = { frames: 0, ms: 0 };
let cost = '–';

/** Of the last second. */
function costNow(): string {
  const { frames, ms } = work;
  if (frames - last.frames >= 10) {
    cost = ((ms - last.ms) / (frames - last.frames)).toFixed(2);
    last = { frames, ms };
  }
  return cost;
}

export function Foot(): JSX.Element {
  void onceASecond.value;
  const { title, holdfast } = hello.value ?? { title: '', holdfast: '' };
  const { links, transitions } = pulse.value ?? { links: 0, transitions: 0 };
  return (
    <footer class="foot">
      <span>{title}</span>
      <span>{links.toLocaleString('en')} links</span>
      <span>{transitions.toLocaleString('en')} transitions/s</span>
      <span class="spring" />
      <span title="script of this page for each frame that it draws">page {costNow()} ms a frame</span>
      <span>{holdfast === '' ? '' : `holdfast ${holdfast}`}</span>
    </footer>
  );
}
