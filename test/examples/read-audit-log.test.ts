import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Peer, lines, steady } from 'holdfast/testkit';
import { afterAll, expect, test } from 'vitest';
import { supervise } from 'holdfast';
import { until } from '../transport/heard.ts';
import { run } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
const log = join(folder, 'audit.ndjson');
afterAll(() => rmSync(folder, { recursive: true }));

/** A line that is up, whose peer's program goes and comes back. */
const peer = await Peer.listen(steady(lines));
const supervisor = supervise({ audit: log });
const line = { to: peer.url, framing: 'line', reconnect: { first: '100ms', max: '1s' } } as const;
const bank = supervisor.link('core-bank', line);
await bank.request(Buffer.from('one'));
await bank.request(Buffer.from('two'));
await peer.refuse();
await until(() => bank.counts.dials > 2);
await peer.admit();
await bank.request(Buffer.from('three'));
await supervisor.stop();
await peer.close();

/** Sentences; which numbers stand in them, and where the lines break, is another matter with each run. */
const sentences = (text: string): readonly string[] =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d[\d.:-]*\d|\d/g, '#')
    .replaceAll(/# (?:ms|s)\b/g, '#')
    .replaceAll(', # later', '')
    .trim()
    .split(/(?<=[.:]) /);

test('a whole log is said to be so, its losses are counted, and the story is the one on the page', async () => {
  const { said } = await run('read-audit-log', { LOG: log, LINK: 'core-bank' });
  expect(said[0]).toMatch(/^complete: \d+ records, \d+ more summed up; head [\da-f]{64}$/);
  expect(said.slice(1, -1)).toEqual(['core-bank: reset × 1', `core-bank: refused × ${String(bank.counts.dials - 2)}`]);
  const [, story = ''] = /^```text\n(core-bank was down.*?)^```/ms.exec(readFileSync('docs/auditing.md', 'utf8')) ?? [];
  const told = sentences(said.at(-1) ?? '');
  expect(sentences(story).length).toBeGreaterThan(10);
  expect(sentences(story).filter((sentence) => !told.includes(sentence))).toEqual([]);
});

test('one byte changed, and the log is broken, with the place', async () => {
  const changed = join(folder, 'changed.ndjson');
  writeFileSync(changed, readFileSync(log, 'utf8').replace('"reason":"reset"', '"reason":"refus"'));
  const { said } = await run('read-audit-log', { LOG: changed, LINK: 'core-bank' });
  expect(said[0]).toMatch(/^broken at record \d+ of run 1: the hash of lines \d+ to \d+ is another$/);
});
