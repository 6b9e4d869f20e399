/** The edges that a page lights are those that the chart took: of every record of real lives, and of what is chosen by guard. */
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { transitionIds } from '../../src/diagram/ids.ts';
import { walk } from '../../src/diagram/walk.ts';
import { Edges } from '../../src/inspector/edges.ts';
import { Keeps } from '../audit/writing.ts';
import { outage } from '../audit/happened.ts';
import { charts } from './feed.ts';

describe('the edges of a record', () => {
  it('lead from its state to its state, in lives of links and connections', async () => {
    const keeps = new Keeps('all');
    await outage(keeps);
    const readers = new Map(charts.map(({ id, graph }) => [id, { edges: new Edges(graph), graph }]));
    let seen = 0;
    for (const entry of keeps.entries) {
      if (entry.type !== 'record' || entry.from === '' || entry.event.type === 'crash') continue;
      const reader = readers.get(entry.chart);
      if (reader === undefined) throw new Error(`no chart ${entry.chart}`);
      const byId = new Map(Array.from(transitionIds(reader.graph), ([one, id]) => [id, one]));
      const taken = reader.edges.of(entry).map((id) => byId.get(id));
      expect(taken).not.toEqual([]);
      const guards = taken.flatMap((one) => one?.guard ?? []);
      expect(guards.join(' & ')).toBe(entry.guard ?? '');
      const [last] = taken.at(-1)?.targets ?? [];
      // Where it goes it arrives, or at the first state within; without a target it stays.
      const stays = taken.length === 1 ? entry.from : entry.to;
      expect(`${entry.to}.`.startsWith(`${last ?? stays}.`)).toBe(true);
      seen += 1;
    }
    expect(seen).toBeGreaterThan(40);
  });

  it('are chosen from within outwards, by the guards that held, with what follows by itself', () => {
    const machine = setup({ guards: { a: () => true, b: () => true } }).createMachine({
      id: 'chart',
      initial: 'in',
      on: { go: '.out' },
      states: {
        in: {
          initial: 'deep',
          states: {
            deep: {
              on: {
                go: [
                  { guard: 'a', target: '#chart.pass' },
                  { guard: 'b', target: '#chart.in' },
                ],
              },
            },
          },
        },
        pass: { always: { guard: 'b', target: 'out' } },
        out: {},
      },
    });
    const edges = new Edges(walk(machine));
    const go = { type: 'go' };
    expect(edges.of({ from: 'in.deep', to: 'out', event: go, guard: 'a & b' })).toEqual([
      'in.deep|go|0',
      'pass|always|0',
    ]);
    expect(edges.of({ from: 'in.deep', to: 'pass', event: go, guard: 'a' })).toEqual(['in.deep|go|0']);
    expect(edges.of({ from: 'in.deep', to: 'in.deep', event: go, guard: 'b' })).toEqual(['in.deep|go|1']);
    expect(edges.of({ from: 'in.deep', to: 'out', event: go })).toEqual(['|go|0']);
    expect(edges.of({ from: '', to: 'in.deep', event: { type: 'start' } })).toEqual([]);
    expect(edges.of({ from: 'nowhere', to: 'in.deep', event: { type: 'else' } })).toEqual([]);
  });
});
