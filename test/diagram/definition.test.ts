import { describe, expect, it } from 'vitest';
import * as machines from '../../machines/index.ts';
import { graphOf } from '../../src/diagram/definition.ts';
import type { Graph } from '../../src/diagram/graph.ts';
import { walk } from '../../src/diagram/walk.ts';
import { door, odd } from './charts.ts';

const charts = Object.values(machines).filter((one) => typeof one === 'object');

const plain = (actions: readonly { name: string; params?: unknown }[]): unknown =>
  actions.map(({ name, params }) => ({ name, params }));

/** What a definition tells of a chart. */
const told = ({ transitions, states, ...rest }: Graph): unknown => {
  return {
    ...rest,
    states: states.map(({ entry, exit, ...state }) => ({ ...state, entry: plain(entry), exit: plain(exit) })),
    transitions: transitions
      .filter(({ trigger }) => trigger.kind !== 'always')
      .map(({ actions, ...one }) => ({ ...one, actions: plain(actions) })),
  };
};

describe('a chart read from data', () => {
  it.each(charts.map((chart) => [chart.id, chart] as const))(
    '%s, from its archived definition, is what the machine is, but for `always`',
    (_, chart) => {
      const archived = JSON.parse(JSON.stringify(chart.definition)) as object;
      expect(told(graphOf(archived))).toEqual(told(walk(chart)));
    },
  );

  it('has its history states and its regions', () => {
    const archived = JSON.parse(JSON.stringify(odd.definition)) as object;
    expect(graphOf(archived).states).toEqual(walk(odd).states);
  });

  it('from a configuration is what the machine is, but for the kinds of its actions', () => {
    const config = JSON.parse(JSON.stringify(machines.linkMachine.config)) as object;
    expect(
      graphOf(config).transitions.map(({ source, targets, trigger, guard }) => [source, targets, trigger, guard]),
    ).toEqual(
      walk(machines.linkMachine).transitions.map(({ source, targets, trigger, guard }) => [
        source,
        targets,
        trigger,
        guard,
      ]),
    );
  });

  it('keeps no action of XState’s own', () => {
    const names = graphOf(JSON.parse(JSON.stringify(door.definition)) as object).states.flatMap(({ entry, exit }) =>
      [...entry, ...exit].map(({ name }) => name),
    );
    expect(names).toEqual(['creak', 'creak', 'count']);
  });
});
