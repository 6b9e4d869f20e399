import fc from 'fast-check';
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import * as machines from '../../machines/index.ts';
import type { Graph } from '../../src/diagram/graph.ts';
import { literal } from '../../src/diagram/literal.ts';
import { walk } from '../../src/diagram/walk.ts';
import { xstate } from '../../src/diagram/xstate.ts';
import { door, odd } from './charts.ts';
import { anyChart } from './random-chart.ts';

const charts = [...Object.values(machines).filter((one) => typeof one === 'object'), door, odd];

/** Runs the module's text with nothing but `createMachine` at hand. */
const evaluated = (text: string): AnyStateMachine => {
  const [, name = ''] =
    /^import \{ createMachine \} from 'xstate';\n\nexport const (\w+) = createMachine\(/.exec(text) ?? [];
  const body = text.replace(/^import .*\n/, '').replace('export const', 'const');
  // The very test is whether the text is a program.
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval
  return new Function('createMachine', `'use strict';\n${body}return ${name};`)(createMachine) as AnyStateMachine;
};

/** Names say nothing of what kind of action they stand for. */
const named = (graph: Graph): unknown =>
  JSON.parse(JSON.stringify(graph), (key, value: unknown) =>
    key === 'kind' && value !== undefined && !isKind(value) ? undefined : value,
  );
const isKind = (value: unknown): boolean =>
  ['atomic', 'compound', 'parallel', 'final', 'history', 'event', 'after', 'always', 'done', 'error'].includes(
    String(value),
  );

describe('a chart as a literal', () => {
  it.each(charts.map((chart) => [chart.id, chart] as const))('of %s is the same graph', (_, chart) => {
    const graph = walk(chart);
    const read = walk(evaluated(xstate(graph)));
    expect(read.states.length).toBe(graph.states.length);
    expect(named(read)).toEqual(named(graph));
  });

  it('of any chart is the same graph, and the literal of that graph the same text', () => {
    fc.assert(
      fc.property(anyChart(12), (chart) => {
        const graph = walk(chart);
        const text = xstate(graph);
        const read = walk(evaluated(text));
        expect(named(read)).toEqual(named(graph));
        expect(xstate(read)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('is one expression of plain data, with the shortest names of targets', () => {
    const text = xstate(walk(door));
    expect(text.split('\n').slice(0, 9)).toEqual([
      "import { createMachine } from 'xstate';",
      '',
      'export const doorMachine = createMachine({',
      "  id: 'door',",
      "  version: '3',",
      "  initial: 'shut',",
      "  on: { burn: '.gone', knock: { actions: 'count' } },",
      '  states: {',
      '    shut: {',
    ]);
    expect(text).toContain("pull: { target: '.wide', actions: 'creak' }");
    expect(text).toContain("swing: '#door.open'");
    expect(text).toContain("guard: 'not locked and (bolted or atLeast(n 2))', target: 'open'");
    expect(text).not.toMatch(/=>|function|undefined/);
  });

  it('keeps what actors and other states come to', () => {
    const graph = walk(
      createMachine({
        id: 'who',
        initial: 'a',
        states: {
          a: {
            invoke: { id: 'it', src: 'service', onDone: 'b', onError: 'b' },
            on: { 'xstate.done.state.who.b': 'b' },
            onDone: 'b',
            initial: 'x',
            states: { x: { type: 'final' } },
          },
          b: { initial: 'y', states: { y: { type: 'final' } } },
        },
      }),
    );
    expect(walk(evaluated(xstate(graph))).transitions.map(({ trigger }) => trigger)).toEqual(
      expect.arrayContaining(graph.transitions.map(({ trigger }) => trigger)),
    );
  });

  it('gives any id a name that a program may have', () => {
    for (const id of ['my-chart', '1st', '(machine)', 'ä', 'a.b'])
      expect(evaluated(xstate(walk(createMachine({ id, initial: 'only', states: { only: {} } })))).id).toBe(id);
  });
});

describe('a literal', () => {
  it('of any data is that data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval
        const read = new Function(`return ${literal(value)}`)() as unknown;
        expect(JSON.stringify(read)).toBe(JSON.stringify(value));
      }),
    );
    expect(literal({ ['__proto__']: 1, "it's": '"\u2028\n' })).toBe(`{ ['__proto__']: 1, 'it\\'s': '"\\u2028\\n' }`);
  });
});
