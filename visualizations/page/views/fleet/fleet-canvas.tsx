/** One canvas, a cell for each connection. Pointer and arrow keys walk it, Enter opens. */
import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FleetPainter } from '../../draw/fleet-painter.ts';
import type { Layout } from '../../draw/layout.ts';
import { layoutOf } from '../../draw/layout.ts';
import { palette } from '../../draw/palette.ts';
import { surfaceOf } from '../../draw/surface.ts';
import { chosen, grouping, matches, open, shown, sought } from '../../model/choice.ts';
import { groupsOf } from '../../model/groups.ts';
import { fleet, shape } from '../../model/store.ts';
import { eachFrame } from '../../model/work.ts';
import { FleetHeadings } from './fleet-headings.tsx';
import { FleetTip } from './fleet-tip.tsx';

/** A fleet whose connections come and go is laid out anew no more often, ms. */
const LAYOUT_EVERY = 300;
const LEAST_HEIGHT = 180;

const layout = signal<{ readonly of: Layout; readonly ratio: number } | null>(null);
/** The cell that pointer or keys are at, and its corner in CSS pixels. */
const at = signal<{ readonly row: number; readonly x: number; readonly y: number } | null>(null);

export function FleetCanvas(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<FleetPainter | null>(null);

  useEffect(() => {
    const { current: element } = canvas;
    const { current: around } = box;
    if (element === null || around === null) return;
    let stale = true;
    let last = -LAYOUT_EVERY;
    let hurry = true;
    const resized = new ResizeObserver(() => {
      stale = true;
      hurry = true;
    });
    resized.observe(around);
    const stopReading = effect(() => {
      void [shape.value, palette.value, grouping.value, sought.value, shown.value];
      stale = true;
    });
    const build = (): void => {
      const { width, top } = around.getBoundingClientRect();
      const ratio = devicePixelRatio;
      const visible = Math.max(LEAST_HEIGHT, Math.min(innerHeight * 0.56, innerHeight - top - 150));
      const made = layoutOf(groupsOf(fleet, grouping.peek()), {
        width: Math.floor(width * ratio),
        height: Math.floor(visible * ratio),
        ratio,
      });
      const surface = surfaceOf(element, width, Math.max(1, made.height / ratio));
      if (surface === null) return;
      painter.current = new FleetPainter(fleet, surface, palette.peek(), made, matches);
      painter.current.all();
      layout.value = { of: made, ratio };
      at.value = null;
    };
    const stopPainting = eachFrame((time) => {
      if (stale && (hurry || time - last > LAYOUT_EVERY)) {
        stale = false;
        hurry = false;
        last = time;
        build();
      } else painter.current?.changed();
    });
    return () => {
      resized.disconnect();
      stopReading();
      stopPainting();
    };
  }, []);

  const goTo = (row: number | null): void => {
    const place = row === null ? null : (painter.current?.placeOf(row) ?? null);
    const ratio = layout.peek()?.ratio ?? 1;
    at.value = row === null || place === null ? null : { row, x: place[0] / ratio, y: place[1] / ratio };
  };
  const below = (event: PointerEvent | MouseEvent): number | null =>
    painter.current?.rowAt(event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio) ?? null;
  const walk = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') openRow(at.value?.row ?? null);
    else {
      const next = stepped(event.key, at.value?.row ?? null);
      if (next === null) return;
      goTo(next);
    }
    event.preventDefault();
  };
  return (
    <div class="fleet-cells" ref={box}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label="The fleet, a cell for each connection. Arrow keys walk it, Enter opens a connection."
        aria-describedby="fleet-tip"
        onPointerMove={(event) => goTo(below(event))}
        onPointerLeave={() => goTo(null)}
        onClick={(event) => openRow(below(event))}
        onKeyDown={walk}
        onBlur={() => goTo(null)}
      />
      <FleetHeadings layout={layout} />
      <FleetTip at={at} layout={layout} chosen={chosen} />
    </div>
  );
}

function openRow(row: number | null): void {
  const who = row === null ? undefined : fleet.who.get(row);
  if (who !== undefined) open(who.connection);
}

const steps: Readonly<Record<string, readonly [along: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The row one step on, from block to block. @returns null: not a key for this */
function stepped(key: string, row: number | null): number | null {
  const step = steps[key];
  const blocks = layout.value?.of.blocks ?? [];
  if (step === undefined) return null;
  const block = blocks.findIndex(({ rows }) => row !== null && rows.includes(row));
  const here = blocks[block];
  if (here === undefined || row === null) return blocks[0]?.rows[0] ?? null;
  const next = here.rows.indexOf(row) + step[0] + step[1] * here.columns;
  if (next < 0) return blocks[block - 1]?.rows.at(-1) ?? row;
  return here.rows[next] ?? blocks[block + 1]?.rows[0] ?? row;
}
