/** The bars of the rows that are seen, on one canvas that stays while the names scroll. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { drawBar } from '../../draw/bars.ts';
import { palette } from '../../draw/palette.ts';
import { surfaceOf } from '../../draw/surface.ts';
import { timelineWindow } from '../../model/choice.ts';
import { now, spans } from '../../model/store.ts';
import { eachFrame } from '../../model/work.ts';

export const ROW_HEIGHT = 26;
const BAR_HEIGHT = 18;
/** Between two redraws at the closest, ms: time moves a pixel in it. */
const FASTEST = 32;
/** What moves a pixel in more than that waits no longer for a change of state to be seen. */
const SLOWEST = 250;

interface Props {
  readonly rows: readonly number[];
  readonly scroller: RefObject<HTMLDivElement | null>;
}

export function TimelineCanvas({ rows, scroller }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef(rows);
  shown.current = rows;
  useEffect(() => {
    const { current: element } = canvas;
    const { current: around } = scroller;
    if (element === null || around === null) return;
    let last = 0;
    let lastTop = -1;
    return eachFrame((time) => {
      const top = around.scrollTop;
      const width = around.clientWidth - parseFloat(getComputedStyle(element).marginLeft);
      const every = Math.min(SLOWEST, Math.max(FASTEST, timelineWindow.peek() / Math.max(1, width)));
      if (top === lastTop && time - last < every) return;
      last = time;
      lastTop = top;
      const surface = surfaceOf(element, width, around.clientHeight);
      if (surface === null) return;
      draw(surface, shown.current, top);
    });
  }, [scroller]);
  return <canvas class="timeline-bars" ref={canvas} aria-hidden="true" />;
}

function draw(surface: NonNullable<ReturnType<typeof surfaceOf>>, rows: readonly number[], top: number): void {
  const { context, ratio, width, height } = surface;
  const colours = palette.peek();
  const until = now();
  const from = until - timelineWindow.peek();
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, width, height);
  context.fillStyle = colours.line;
  for (let part = 1; part < 6; part += 1) context.fillRect(Math.round((width * part) / 6), 0, 1, height);
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT));
  const seen = Math.ceil(height / ratio / ROW_HEIGHT) + 1;
  for (let i = first; i < Math.min(rows.length, first + seen); i += 1) {
    const y = Math.round((i * ROW_HEIGHT - top + (ROW_HEIGHT - BAR_HEIGHT) / 2) * ratio);
    const bar = { x: 0, y, width, height: Math.round(BAR_HEIGHT * ratio), ratio };
    drawBar(context, colours, spans, rows[i] ?? -1, from, until, bar);
  }
}
