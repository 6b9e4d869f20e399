import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verdictsPage } from '../../src/story/verdict-page.ts';
import { verdictRows } from '../../src/story/verdict-table.ts';

test('docs/verdicts.md is what the code says now', () => {
  expect(readFileSync('docs/verdicts.md', 'utf8')).toBe(verdictsPage());
});

test('every pair of a loss and a dial is on the page, once', () => {
  const [, ...sections] = verdictsPage().split('\n### ');
  const told = sections.flatMap((section) => {
    const [loss = '', ...lines] = section.split('\n');
    const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
    return rows.flatMap((row) => {
      const [, dials = '', kind = ''] = row.split('|').map((cell) => cell.trim());
      return dials.split('; ').map((dial) => `${loss} + ${dial}: ${kind}`.toLowerCase());
    });
  });
  expect(told.toSorted()).toEqual(
    verdictRows()
      .map(({ loss, dial, kind }) => `${loss} + ${dial}: \`${kind}\``.toLowerCase())
      .toSorted(),
  );
});
