/** The charts that run here, ready to be shown. */
import { createHash } from 'node:crypto';
import * as machines from '../../machines/index.ts';
import { walk } from '../diagram/walk.ts';
import type { ShownChart } from './stage.ts';

/** Laid out when first asked for, which takes most of a second; then the same text again. */
export function shownCharts(): readonly ShownChart[] {
  return Object.values(machines)
    .filter((one) => typeof one === 'object')
    .map((machine): ShownChart => {
      let drawn: Promise<string> | null = null;
      const { id, definition } = machine;
      const hash = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
      const draw = async (): Promise<string> => {
        const { drawChart } = await import('../diagram/draw.ts');
        return drawChart(machine);
      };
      return { id, definition, graph: walk(machine), hash, draw: () => (drawn ??= draw()) };
    });
}
