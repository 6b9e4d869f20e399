import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { linePeer, run } from './running.ts';

/** Blocks of a page without a language: what a program prints. */
const printed = (page: string): readonly string[] =>
  Array.from(readFileSync(page, 'utf8').matchAll(/^```text\n(.*?)^```/gms), ([, block = '']) => block);

test('a crash restarts what the strategy says, one too many the group, and one more ends it: as the page shows', async () => {
  const far = await linePeer(() => '?');
  onTestFinished(() => far.close());
  const { said } = await run('nested-supervisor', { SWITCH: far.url });
  const [tree = 'none', crash = 'none'] = printed('docs/supervising.md');
  const all = `${said.join('\n')}\n`;
  expect(all).toContain(tree);
  expect(all).toContain(crash);
  // Both lives of the group have two restarts: six crashes in all.
  expect(said.filter((line) => line.startsWith('supervisor/settlement/poller: exited'))).toHaveLength(6);
  expect(said.filter((line) => line.startsWith('supervisor/settlement: exited'))).toEqual([
    'supervisor/settlement: exited, running → running',
    'supervisor/settlement: exited, running → ended',
  ]);
  expect(said.slice(-2)).toEqual([
    'supervisor/settlement is given up: restarts-used-up',
    'supervisor (supervisor) running',
  ]);
});
