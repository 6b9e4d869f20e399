/** One slider over a whole log: losses beneath it, arrow keys and play move it. */
import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { ask } from '../../feed/feed.ts';
import { extent, moment, wall } from '../../model/store.ts';
import { instantOf, lasting } from '../../model/times.ts';

const STEPS = 2_000;
const PLAY_EVERY = 100;
const speeds = [1, 10, 60, 600] as const;

const wanted = signal<number | null>(null);
const playing = signal(false);
const speed = signal<number>(10);
let seeking = false;

/** One question at a time: where the hand is by then is asked next. */
async function seek(): Promise<void> {
  if (seeking) return;
  seeking = true;
  try {
    for (let t = wanted.peek(); t !== null;) {
      await ask({ type: 'seek', t });
      const next = wanted.peek();
      if (next === t) wanted.value = null;
      t = wanted.peek();
    }
  } finally {
    seeking = false;
  }
}

function goTo(t: number): void {
  const range = extent.peek();
  if (range === null) return;
  wanted.value = Math.max(range.from, Math.min(range.to, t));
  void seek();
}

/** The next loss after, or the last before, what is shown. */
function nextLoss(by: 1 | -1): void {
  const range = extent.peek();
  const at = moment.peek()?.t;
  if (range === null || at === undefined) return;
  const { losses, from, to } = range;
  const part = (to - from) / Math.max(1, losses.length);
  for (let i = Math.floor((at - from) / part) + by; i >= 0 && i < losses.length; i += by)
    if ((losses[i] ?? 0) > 0) {
      goTo(from + (i + 0.5) * part);
      return;
    }
}

effect(() => {
  if (!playing.value) return;
  const timer = setInterval(() => {
    const range = extent.peek();
    const at = moment.peek()?.t;
    if (range === null || at === undefined) return;
    if (at >= range.to) playing.value = false;
    else if (wanted.peek() === null) goTo(at + PLAY_EVERY * speed.peek());
  }, PLAY_EVERY);
  return () => clearInterval(timer);
});

export function TimeBar(): JSX.Element | null {
  const range = extent.value;
  if (range === null) return null;
  const { from, to, losses, indexed, records } = range;
  const at = wanted.value ?? moment.value?.t ?? from;
  const span = Math.max(1, to - from);
  const most = Math.max(1, ...losses);
  const words = instantOf(wall(at));
  return (
    <section class="time-bar panel" aria-label="Time">
      <div class="toolbar">
        <button class="button" aria-pressed={playing.value} onClick={() => (playing.value = !playing.value)}>
          {playing.value ? 'Pause' : 'Play'}
        </button>
        <select
          class="field"
          aria-label="speed"
          value={speed.value}
          onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}
        >
          {speeds.map((one) => (
            <option key={one} value={one}>
              ×{one}
            </option>
          ))}
        </select>
        <button class="button" onClick={() => nextLoss(-1)}>
          ← loss
        </button>
        <button class="button" onClick={() => nextLoss(1)}>
          loss →
        </button>
        <b class="mono">{words}</b>
        <span class="spring" />
        <span class="quiet">
          {records.toLocaleString('en')} records over {lasting(span)}
          {moment.value !== null && `; found in ${String(Math.round(moment.value.took))} ms`}
        </span>
      </div>
      <div class="track">
        <svg
          class="losses"
          viewBox={`0 0 ${String(Math.max(1, losses.length))} 20`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {losses.map((count, i) =>
            count === 0 ? null : (
              <rect key={i} x={i} y={20 - 4 - (count / most) * 16} width="1" height={4 + (count / most) * 16} />
            ),
          )}
        </svg>
        <input
          type="range"
          min={0}
          max={STEPS}
          step={1}
          value={Math.round(((at - from) / span) * STEPS)}
          aria-label="Instant that is shown"
          aria-valuetext={words}
          onInput={({ currentTarget }) => goTo(from + (Number(currentTarget.value) / STEPS) * span)}
        />
      </div>
      {indexed < 1 && (
        <label class="soft">
          Reading the log: <progress max={1} value={indexed} /> {Math.floor(indexed * 100)} %
        </label>
      )}
    </section>
  );
}
