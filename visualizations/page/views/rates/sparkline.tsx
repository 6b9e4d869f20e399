/** A curve of up to five minutes; it is drawn when a sample comes, not in each frame. */
import type { JSX } from 'preact';

const WIDTH = 300;
const HEIGHT = 56;
const POINTS = 300;

interface Props {
  readonly values: readonly number[];
  /** Whose colour it bears. */
  readonly family: string;
}

export function Sparkline({ values, family }: Props): JSX.Element {
  const most = Math.max(1e-9, ...values);
  const step = WIDTH / Math.max(60, Math.min(POINTS, values.length) - 1);
  const from = WIDTH - (values.length - 1) * step;
  const points = values.map((value, i) => {
    const x = (from + i * step).toFixed(1);
    return `${x},${(HEIGHT - 2 - (value / most) * (HEIGHT - 6)).toFixed(1)}`;
  });
  const [first = `${String(WIDTH)},${String(HEIGHT)}`] = points;
  const area = `${first.split(',')[0] ?? '0'},${String(HEIGHT)} ${points.join(' ')} ${String(WIDTH)},${String(HEIGHT)}`;
  return (
    <svg
      class={`sparkline ${family}`}
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon points={area} />
      <polyline points={points.join(' ')} />
    </svg>
  );
}
