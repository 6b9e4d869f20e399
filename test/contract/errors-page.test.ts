import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectionMachine } from '../../machines/connection.ts';
import { linkMachine } from '../../machines/link.ts';
import { errorsPage } from '../../src/contract/errors-page.ts';
import { endings, losses } from '../../src/contract/reasons.ts';

/** The values of `loss` and `reason` that a chart's actions are given as params. */
const said = (name: 'loss' | 'reason', chart: { readonly config: object }): readonly string[] =>
  Array.from(JSON.stringify(chart.config).matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g')), ([, word = '']) => word);

test('docs/errors.md is what the code says now', () => {
  expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorsPage());
});

test('every loss that the connection’s chart names is in the list', () => {
  const named = new Set(said('loss', connectionMachine));
  expect(named.size).toBeGreaterThan(4);
  expect([...named].filter((loss) => !Object.hasOwn(losses, loss))).toEqual([]);
});

test('every end that a chart names is in the list', () => {
  const named = new Set([connectionMachine, linkMachine].flatMap((chart) => said('reason', chart)));
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((end) => !Object.hasOwn(endings, end))).toEqual([]);
});
