import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { BATCH } from '../../src/audit/entries.ts';
import { resolveSupervise } from '../../src/contract/options/supervise.ts';
import type { SuperviseInput } from '../../src/contract/options/supervise.ts';

const page = readFileSync('docs/auditing.md', 'utf8');
const [, written = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? [];

test('the options on the page are the defaults, but for redact', () => {
  const { audit } = parse(written) as { audit: SuperviseInput['audit'] & object };
  const { audit: defaults } = resolveSupervise({ audit: 'audit.ndjson' });
  expect(resolveSupervise({ audit }).audit).toEqual({ ...defaults, redact: ['event.remote'] });
  expect(defaults?.blockFor).toBe(5_000);
  expect(page).toContain('`blockFor` at most (5 s)');
});

test('the page has every policy, every answer and the bounds of a flush', () => {
  const first = Array.from(page.matchAll(/^\| `([^`]+)` /gm), ([, cell]) => cell);
  expect(first).toEqual(['complete', 'open', 'broken at record N', 'whenFull', 'drop-with-gap', 'stop-link', 'block']);
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`after ${String(BATCH.entries)} entries or ${String(BATCH.ms)} ms`);
});
