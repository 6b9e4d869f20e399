import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as machines from '../../machines/index.ts';
import { files } from '../../src/diagram/files.ts';
import { walk } from '../../src/diagram/walk.ts';

const folder = new URL('../../visualizations/', import.meta.url);
const charts = Object.values(machines).filter((one) => typeof one === 'object');
const expected = (await Promise.all(charts.map((chart) => files(walk(chart))))).flatMap((each) => [...each]);
/** A Grafana dashboard and other data may stand beside them. */
const chartFile = /^[a-z]+\.(?:mermaid\.md|json|svg)$/;

describe('the diagrams that are checked in', () => {
  it.each(expected)('%s is what its chart says now: else run `npm run diagrams`', (name, text) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
  });

  it('are of no other chart', () => {
    const found = readdirSync(folder).filter((name) => chartFile.test(name));
    expect(found.toSorted()).toEqual(expected.map(([name]) => name).toSorted());
  });
});
