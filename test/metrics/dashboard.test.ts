/** The ready dashboard for Grafana asks for nothing that is not there. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/index.ts';
import { world } from '../model/world.ts';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const dashboard = JSON.parse(readFileSync('visualizations/grafana/holdfast.json', 'utf8')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
};
const queries = [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
];

/** By name, the labels that its series may have. */
const families = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const { supervisor } = world();
  const { Registry } = await import('prom-client');
  const register = new Registry();
  const metrics = await createMetrics(supervisor, { register });
  const known = new Map<string, ReadonlySet<string>>();
  for (const metric of register.getMetricsAsArray()) {
    const { name, labelNames = [] } = metric as unknown as { readonly name: string; readonly labelNames?: string[] };
    known.set(name, new Set(labelNames));
    for (const part of ['_bucket', '_count', '_sum']) known.set(`${name}${part}`, new Set([...labelNames, 'le']));
  }
  metrics.close();
  supervisor.destroy();
  return known;
};

describe('the dashboard', () => {
  test('asks for series that there are, by labels that they have', async () => {
    const known = await families();
    const strays: string[] = [];
    for (const query of queries) {
      const names = query.match(/holdfast_[a-z_]+/g) ?? [];
      if (names.length === 0) strays.push(query);
      strays.push(...names.filter((name) => !known.has(name)));
      const labels = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]));
      const asked = [...query.matchAll(/(?:by \(|\{|,)\s*([a-z]+)(?==|[,)])/g)].map(([, label = '']) => label);
      strays.push(...asked.filter((label) => !labels.has(label)).map((label) => `${label} in ${query}`));
    }
    expect(strays).toEqual([]);
  });

  test('has legends of labels that its queries keep', () => {
    for (const { targets } of dashboard.panels)
      for (const { expr, legendFormat } of targets)
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(expr).toMatch(new RegExp(`\\b${label}\\b`));
  });

  test('has panels that do not lie over each other, each with an id and a title of its own', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${String(x + (n % w))},${String(y + Math.floor(n / w))}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });
});
