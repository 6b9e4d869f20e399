/** Lights a drawn chart: the active state and those around it, the transition just taken, and how often each was. */
import type { EdgeCount } from '../../../../src/inspector/protocol.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The state and all that it lies in. */
const around = (path: string): ReadonlySet<string> => {
  const parts = path.split('.');
  return new Set(parts.map((_, i) => parts.slice(0, i + 1).join('.')));
};

export function light(
  drawing: SVGSVGElement,
  state: string,
  edges: readonly EdgeCount[],
  taken: readonly string[],
): void {
  const active = around(state);
  for (const one of drawing.querySelectorAll<SVGElement>('g.state')) {
    const path = one.dataset['id'] ?? '';
    one.classList.toggle('active', active.has(path));
    one.classList.toggle('innermost', path === state);
  }
  const counts = new Map(edges.map(({ edge, times }) => [edge, times]));
  const last = new Set(taken);
  for (const one of drawing.querySelectorAll<SVGElement>('g.edge')) {
    one.classList.remove('taken', 'last');
  }
  for (const line of drawing.querySelectorAll<SVGTextElement>('text:not(.times)')) {
    const transitions = [...line.querySelectorAll<SVGElement>('.transition')].map(({ dataset }) => dataset['id'] ?? '');
    if (transitions.length === 0) continue;
    const times = transitions.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0);
    const isLast = transitions.some((one) => last.has(one));
    line.classList.toggle('last', isLast);
    const edge = line.closest('g.edge');
    if (times > 0) edge?.classList.add('taken');
    if (isLast) edge?.classList.add('last');
    count(line, times);
  }
}

/** At the right end of its line, once one of its transitions was taken. */
function count(line: SVGTextElement, times: number): void {
  const { nextElementSibling: next } = line;
  const known = next instanceof SVGTextElement && next.classList.contains('times') ? next : null;
  if (times === 0) {
    known?.remove();
    return;
  }
  const text = known ?? document.createElementNS(SVG, 'text');
  if (known === null) {
    const plate = line.parentElement?.querySelector<SVGGraphicsElement>('.plate, .box')?.getBBox();
    const outside = line.closest('g.edge') !== null;
    text.setAttribute('class', 'times');
    text.setAttribute('x', String((plate?.x ?? 0) + (plate?.width ?? 0) + (outside ? 4 : -6)));
    text.setAttribute('y', line.getAttribute('y') ?? '0');
    text.setAttribute('text-anchor', outside ? 'start' : 'end');
    line.after(text);
  }
  text.textContent = `×${times.toLocaleString('en')}`;
}
