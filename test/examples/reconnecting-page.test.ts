import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolveLink } from '../../src/contract/options/link.ts';
import { backoff } from '../../src/policy/backoff.ts';

const page = readFileSync('docs/reconnecting.md', 'utf8');
const { reconnect } = resolveLink('any', { to: 'tcp://127.0.0.1:1', framing: 'line' });

const rows = Array.from(page.matchAll(/^\| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm), (row) =>
  row.slice(1).map(Number),
);

test('the table of waits is what the policy says with the defaults, up to the first that grows no more', () => {
  const wait = (attempt: number, chance: number): number => Math.round(backoff(reconnect, attempt, chance));
  const expected = rows.map((_, at) => [at + 1, wait(at + 1, 0.5), wait(at + 1, 0), wait(at + 1, 1)]);
  expect(rows).toEqual(expected);

  expect(wait(rows.length, 1)).toBe(reconnect.max);
  expect(wait(rows.length - 1, 1)).toBeLessThan(reconnect.max);
});

test('the defaults that the page names are those of the options', () => {
  const { connectTimeout } = resolveLink('any', { to: 'tcp://127.0.0.1:1', framing: 'line' });
  expect(connectTimeout).toBe(10_000);
  expect(reconnect).toEqual({
    first: 1_000,
    factor: 1.6,
    max: 30_000,
    jitter: 0.2,
    attempts: null,
    stableAfter: 10_000,
  });
});
