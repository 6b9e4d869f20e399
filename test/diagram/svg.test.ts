import { createMachine } from 'xstate';
import { describe, expect, it, vi } from 'vitest';
import * as machines from '../../machines/index.ts';
import { drawChart, drawGraph } from '../../src/diagram/draw.ts';
import { transitionIds } from '../../src/diagram/ids.ts';
import * as layouts from '../../src/diagram/layout.ts';
import { chartStyle } from '../../src/diagram/style.ts';
import { walk } from '../../src/diagram/walk.ts';
import { door, odd } from './charts.ts';

vi.mock('../../src/diagram/layout.ts', { spy: true });

const charts = [...Object.values(machines).filter((one) => typeof one === 'object'), door, odd];

const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#10;', '\n')
    .replaceAll('&amp;', '&');

const ids = (text: string, open: RegExp): readonly string[] =>
  [...text.matchAll(open)].map(([, id = '']) => plain(id)).toSorted();

/** Throws unless each element is closed where it must be, and no bare `<` or `&` stands in a text. */
const wellFormed = (text: string): void => {
  const open: string[] = [];
  const rest = text.replaceAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/gi, (_, end, name: string, __, empty) => {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (empty === '') open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#10);/g, '')).not.toMatch(/[<&]|\p{Cc}(?<!\n)/u);
};

describe('a picture', { timeout: 60_000 }, () => {
  it.each(charts.map((chart) => [chart.id, chart] as const))(
    'of %s has an id for each state, each transition and each arrow',
    async (_, chart) => {
      const graph = walk(chart);
      const text = await drawChart(chart, { styled: false });
      wellFormed(text);
      const paths = graph.states.map(({ path }) => path).filter((path) => path !== '');
      expect(ids(text, /<g class="state [^"]*" data-id="([^"]*)"/g)).toEqual(paths.toSorted());
      const said = ids(text, /<tspan class="transition" data-id="([^"]*)"/g);
      expect(said).toEqual([...transitionIds(graph).values()].toSorted());
      const arrows = ids(text, /<g class="edge [^"]*" data-id="([^"]*)"/g);
      expect(new Set(arrows).size).toBe(arrows.length);
    },
  );

  it('names transitions by source, event and place in the order of choice', () => {
    const named = [...transitionIds(walk(machines.connectionMachine)).values()];
    expect(named).toEqual(
      expect.arrayContaining([
        '|destroy|0',
        'connecting.waiting|turn|0',
        'connected|always|0',
        'connected.listening|after:silence|1',
      ]),
    );
    expect(new Set(named).size).toBe(named.length);
    expect([...transitionIds(walk(odd)).values()]).toContain('both|done:odd.both|0');
  });

  it('says guards, effects, delays and what holds everywhere', async () => {
    const words = plain((await drawChart(door)).replaceAll(/<style>.*<\/style>|<[^>]*>/gs, ''));
    expect(words).toContain('[not locked and (bolted or atLeast(n 2))]');
    expect(words).toContain('after draught / creak');
    expect(words).toContain('exit / creak');
    expect(words).toMatch(/in every state\s*burn → gone\s*knock \/ count/);
    expect(words).toContain('ring ↺');
  });

  it('rings final states, and dashes regions and arrows of time alone', async () => {
    const text = await drawChart(odd);
    expect(text.match(/class="ring"/g)).toHaveLength(2);
    expect(text).toMatch(/class="state group region tone-\d" data-id="both.left"/);
    expect(await drawChart(door)).toMatch(/class="edge tone-0 timed" data-id="open -&gt; shut"/);
  });

  it('lets no name out of its place', async () => {
    const text = await drawChart(
      createMachine({
        id: 'a"><script>',
        initial: '<b>&"',
        states: { '<b>&"': { on: { '</text>\u0000\uD800': { actions: ']]>' } } } },
      }),
    );
    wellFormed(text.replace(/<style>.*<\/style>/s, ''));
    expect(text).toContain('data-id="&lt;b&gt;&amp;&quot;|&lt;/text&gt;\uFFFD\uFFFD|0"');
  });

  it('follows the viewer’s preference, or the theme that it was given', async () => {
    const text = await drawChart(door);
    expect(text).toContain('@media (prefers-color-scheme:dark)');
    expect(text).not.toMatch(/<svg[^>]*data-theme/);
    expect(await drawChart(door, { theme: 'dark' })).toMatch(/<svg[^>]* data-theme="dark"/);
    const bare = await drawChart(door, { styled: false });
    expect(bare).not.toContain('<style>');
    for (const [, name] of bare.matchAll(/class="(\w+)"/g))
      expect(['start', ...chartStyle.matchAll(/\.(\w+)/g)].join()).toContain(name);
  });

  it('loads nothing, runs nothing and is small', async () => {
    for (const chart of charts) {
      const text = await drawChart(chart);
      expect(text).not.toMatch(/href|url\(|@import|<script|<image|\son\w+=/);
      expect(text.length).toBeLessThan(32_768);
    }
  });

  it('of the same chart is laid out once, whoever asks', async () => {
    const layout = vi.mocked(layouts.layout).mockClear();
    const graph = { ...walk(door), id: 'asked-for-once' };
    const [first, second] = await Promise.all([drawGraph(graph), drawGraph(structuredClone(graph))]);
    expect(second).toBe(first);
    expect(await drawGraph(graph, { theme: 'dark' })).not.toBe(first);
    expect(layout).toHaveBeenCalledTimes(1);
    await drawGraph({ ...graph, id: 'asked-for-as-well' });
    expect(layout).toHaveBeenCalledTimes(2);
  });
});
