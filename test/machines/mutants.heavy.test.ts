import { describe, expect, it } from 'vitest';
import { connectionMachine } from '../../machines/index.ts';
import { exploreConnection } from './connection.ts';
import type { Chart } from './connection.ts';
import { Unbounded } from './explore.ts';
import { unlisted } from './ignored.ts';
import { violations } from './violations.ts';
import { mutants } from './mutants.ts';
import { policies } from './policies.ts';
import { firstBroken } from './run.ts';

/** Neighbours in the list are alike: take them far apart, so that a mistake shows soon. */
const spread = policies.map((_, i) => policies[(i * 37) % policies.length] ?? policies[0]);

const byExploration = (machine: Chart): string | null => {
  for (const named of spread) {
    if (named === undefined) continue;
    try {
      const graph = exploreConnection(machine, named.policy);
      const [first] = violations(graph, named.policy);
      if (first !== undefined) return first.invariant;
      const [pair] = unlisted(graph.edges);
      if (pair !== undefined) return pair;
    } catch (error) {
      if (!(error instanceof Unbounded)) throw error;
      return error.message;
    }
  }
  return null;
};

const byRun = (machine: Chart): string | null => {
  const broken = firstBroken(100, 1, machine);
  return broken === null ? null : `${broken.rule} (life ${String(broken.after)})`;
};

describe('a mistake planted in the connection chart is caught', () => {
  const seen: string[] = [];

  it.each(Object.entries(mutants))('%s', (name, mutant) => {
    const machine = mutant();
    const exploration = byExploration(machine);
    const run = byRun(machine);
    seen.push(`${name}\n    explored: ${exploration ?? '-'}\n    run: ${run ?? '-'}`);
    expect(exploration ?? run).not.toBeNull();
  });

  it('and the chart itself is not', () => {
    console.log(seen.join('\n'));
    expect(byRun(connectionMachine)).toBeNull();
  });
});
