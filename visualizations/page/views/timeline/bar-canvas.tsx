/** One connection's last minute as a bar. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { drawBar } from '../../draw/bars.ts';
import { palette } from '../../draw/palette.ts';
import { surfaceOf } from '../../draw/surface.ts';
import { timelineWindow } from '../../model/choice.ts';
import { now, spans } from '../../model/store.ts';
import { eachFrame } from '../../model/work.ts';

const HEIGHT = 16;
/** A minute over 600 pixels moves by one in this time, ms. */
const REDRAW_EVERY = 100;

export function BarCanvas({ row }: { readonly row: number }): JSX.Element {
  const box = useRef<HTMLSpanElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current: element } = canvas;
    if (element === null) return;
    let last = 0;
    return eachFrame((time) => {
      if (time - last < REDRAW_EVERY) return;
      last = time;
      const surface = surfaceOf(element, box.current?.clientWidth ?? 0, HEIGHT);
      if (surface === null) return;
      const { context, ratio, width, height } = surface;
      const until = now();
      context.fillStyle = palette.peek().panel;
      context.fillRect(0, 0, width, height);
      const bar = { x: 0, y: 0, width, height, ratio };
      drawBar(context, palette.peek(), spans, row, until - timelineWindow.peek(), until, bar);
    });
  }, [row]);
  return (
    <span class="bar" ref={box} aria-hidden="true">
      <canvas ref={canvas} />
    </span>
  );
}
