/** The drawn chart: laid out by the server, lit here by swapping classes. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { EdgeCount } from '../../../../src/inspector/protocol.ts';
import { ask } from '../../feed/feed.ts';
import { records } from '../../model/store.ts';
import { Empty } from '../empty.tsx';
import { light } from './light.ts';

/** By chart: null while it is asked for, a text where it could not be had. */
const drawings = signal<ReadonlyMap<string, SVGSVGElement | string>>(new Map());
const asked = new Set<string>();
/** As it was laid out, and the active state is kept in sight. */
const large = signal(false);

const keep = (chart: string, drawing: SVGSVGElement | string): void => {
  drawings.value = new Map(drawings.value).set(chart, drawing);
};

async function fetchDrawing(chart: string): Promise<void> {
  if (asked.has(chart)) return;
  asked.add(chart);
  const answer = await ask({ type: 'chart', chart });
  if (answer?.type === 'chart') keep(chart, parsed(answer.svg));
  else {
    asked.delete(chart);
    keep(chart, answer?.type === 'refused' ? answer.message : 'The server did not answer.');
  }
}

/** As elements, never as markup; without its style sheet, which the page's policy refuses and the page brings itself. */
function parsed(svg: string): SVGSVGElement | string {
  const bare = svg.replaceAll(/<style>[^<]*<\/style>/g, '');
  const root = new DOMParser().parseFromString(bare, 'image/svg+xml').documentElement;
  if (!(root instanceof SVGSVGElement)) return 'What the server drew is no drawing.';
  for (const one of root.querySelectorAll('script, foreignObject')) one.remove();
  return document.importNode(root, true);
}

interface Props {
  readonly chart: string;
  readonly state: string;
  readonly edges: readonly EdgeCount[];
}

export function Drawing({ chart, state, edges }: Props): JSX.Element {
  const box = useRef<HTMLElement>(null);
  const drawing = drawings.value.get(chart);
  const taken = records.value.at(-1)?.edges ?? [];
  useEffect(() => void fetchDrawing(chart), [chart]);
  useEffect(() => {
    if (box.current === null || !(drawing instanceof SVGSVGElement)) return;
    box.current.replaceChildren(drawing);
  }, [drawing]);
  useEffect(() => {
    if (drawing instanceof SVGSVGElement) light(drawing, state, edges, taken);
  }, [drawing, state, edges, taken]);
  useEffect(() => {
    if (large.value) box.current?.querySelector('.innermost')?.scrollIntoView({ block: 'center', inline: 'center' });
  }, [state, large.value]);
  if (drawing === undefined) return <Empty title="Drawing the chart" busy />;
  if (typeof drawing === 'string')
    return (
      <Empty title="The chart could not be drawn">
        <p>{drawing}</p>
      </Empty>
    );
  return (
    <div class="drawing-box">
      <button class="button toolbar" aria-pressed={large.value} onClick={() => (large.value = !large.value)}>
        {large.value ? 'Fit' : 'Full size'}
      </button>
      <figure
        class={large.value ? 'drawing panel large' : 'drawing panel'}
        ref={box}
        aria-label={`Chart ${chart}; active: ${state}`}
      />
    </div>
  );
}
