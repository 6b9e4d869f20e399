import { createMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import * as machines from '../../machines/index.ts';
import { layout } from '../../src/diagram/layout.ts';
import { plan } from '../../src/diagram/plan.ts';
import type { Placed } from '../../src/diagram/placed.ts';
import { walk } from '../../src/diagram/walk.ts';
import { door, odd } from './charts.ts';
import { faults } from './geometry.ts';

const charts = [...Object.values(machines).filter((one) => typeof one === 'object'), door, odd];

/** A header wider than what is below it, and an arrow into the middle of it. */
const narrow = createMachine({
  id: 'narrow',
  initial: 'aStateWithAVeryLongName',
  states: {
    aStateWithAVeryLongName: {
      entry: 'doSomethingWithAVeryLongNameAsWell',
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { initial: 'c', states: { c: {} } } },
    },
    out: { on: { back: '#narrow.aStateWithAVeryLongName.b.c' } },
  },
});

describe('the layout', { timeout: 60_000 }, () => {
  it.each(charts.map((chart) => [chart.id, chart] as const))(
    'of %s can be read: no arrow through a text or a state, no text on another, nothing outside',
    async (_, chart) => {
      const graph = walk(chart);
      const placed = await layout(plan(graph));
      expect(faults(placed)).toEqual([]);
      expect(placed.states.map(({ planned }) => planned.state.path)).toEqual(
        graph.states.map(({ path }) => path).filter((path) => path !== ''),
      );
    },
  );

  it('makes a state as wide as its header, and keeps arrows out of it', async () => {
    const placed = await layout(plan(walk(narrow)));
    expect(faults(placed)).toEqual([]);
    const outer = placed.states.find(({ planned }) => planned.title === 'aStateWithAVeryLongName');
    expect(outer?.box.width).toBeGreaterThan(200);
  });

  it('of a chart without states has its margins, and what it always takes', async () => {
    const bare = await layout(plan(walk(createMachine({ id: 'bare' }))));
    expect(bare).toMatchObject({ width: 40, height: 40, states: [], edges: [], everywhere: null });
    const placed = await layout(plan(walk(createMachine({ id: 'bare', on: { go: { actions: 'act' } } }))));
    expect(faults(placed)).toEqual([]);
    expect(placed.everywhere?.lines).toHaveLength(1);
  });

  it('is the same each time', async () => {
    const graph = walk(machines.connectionMachine);
    expect(await layout(plan(graph))).toEqual(await layout(plan(graph)));
  });

  it('makes one arrow of the transitions between the same two states, and none of what stays', async () => {
    const { edges, everywhere } = await layout(plan(walk(door)));
    expect(edges.map(({ planned: { id, lines } }) => `${id}: ${String(lines.length)}`)).toEqual([
      'shut -> open: 3',
      'open -> open.wide: 1',
      'open -> shut: 1',
      'open -> gone: 1',
      'open.ajar -> open.wide: 1',
      'open.wide -> shut: 1',
      'open.wide -> open: 1',
    ]);
    expect(everywhere?.lines).toHaveLength(2);
  });
});

const broken = async (change: (placed: Placed) => Partial<Placed>): Promise<readonly string[]> => {
  const placed = await layout(plan(walk(machines.childMachine)));
  return faults({ ...placed, ...change(placed) });
};
const moved = <T extends { readonly x: number; readonly y: number }>(box: T, x: number, y: number): T => ({
  ...box,
  x: box.x + x,
  y: box.y + y,
});

/** What is wrong when the first arrow runs from top to bottom at this x. */
const through = async (find: (placed: Placed) => number): Promise<string> => {
  const found = await broken((placed) => {
    const x = find(placed);
    const points = [
      { x, y: 0 },
      { x, y: placed.height },
    ];
    return { edges: placed.edges.map((edge, at) => (at > 0 ? edge : { ...edge, points })) };
  });
  return found.join('; ');
};

describe('what measures it', { timeout: 60_000 }, () => {
  it('sees an arrow through labels, headers and states', async () => {
    expect(await through(({ edges }) => (edges[3]?.label.x ?? 0) + 2)).toMatch(/crosses label of /);
    const state = await through(({ states }) => (states[1]?.header.x ?? 0) + 2);
    expect(state).toMatch(/crosses header of running; .*crosses running/);
  });

  it('sees labels on each other, on states, on borders and outside', async () => {
    const found = await broken(({ edges }) => ({
      edges: edges.map((edge) => ({ ...edge, label: { ...edge.label, x: -1, y: 100 } })),
    }));
    expect(found.some((one) => /^label of .* overlaps label of/.test(one))).toBe(true);
    expect(found.some((one) => one.endsWith('lies outside'))).toBe(true);
    const onState = await broken(({ edges, states }) => ({
      edges: edges.map((edge) => ({ ...edge, label: moved(states[0]?.box ?? edge.label, 5, 5) })),
    }));
    expect(onState.some((one) => one.endsWith('overlaps down'))).toBe(true);
    expect(onState.some((one) => one.endsWith('lies on the border of down'))).toBe(true);
  });

  it('sees arrows askew, upon each other, undrawn and outside', async () => {
    expect(
      await broken(({ edges }) => ({ edges: edges.map((edge) => ({ ...edge, points: [{ x: 9, y: 9 }] })) })),
    ).toContain('down -> running is not drawn');
    const askew = await broken(({ edges }) => ({
      edges: edges.map((edge) => ({
        ...edge,
        points: [
          { x: -5, y: 0 },
          { x: 1, y: 3 },
        ],
      })),
    }));
    expect(askew).toContain('down -> running is askew');
    expect(askew).toContain('down -> running leads outside');
    const along = await broken(({ edges }) => ({
      edges: edges.map((edge) => ({
        ...edge,
        points: [
          { x: 1, y: 1 },
          { x: 1, y: 9 },
        ],
      })),
    }));
    expect(along).toContain('down -> running runs along down -> ended');
  });

  it('sees headers outside of their states, and states that do not stand where they belong', async () => {
    const found = await broken(({ states }) => ({
      states: states.map((state) => ({ ...state, header: moved(state.header, 500, 0) })),
    }));
    expect(found).toContain('the header of down leaves its state');
    const crowded = await broken(({ states }) => ({
      states: states.map((one) => ({ ...one, box: states[0]?.box ?? one.box })),
    }));
    expect(crowded).toContain('running does not stand beside down');
    const tight = await broken(({ states }) => ({
      states: states.map((one) => ({ ...one, header: { ...one.header, width: 1 } })),
    }));
    expect(tight).toContain('the text of down is wider than its header');
  });
});
