/** Which loss is told to be owed to what was done on purpose, and which is not. */
import { expect, it } from 'vitest';
import { storyText } from '../../src/story/why-text.ts';
import { why } from '../../src/story/why.ts';
import type { Story, StoryEntry } from '../../src/story/why-story.ts';

let seq = 0;
const entry = (chart: string, connection: string, at: number, type: string, from: string, to: string): StoryEntry => {
  seq += 1;
  const facts = { epoch: 1, effects: [], cause: 'io', event: { type, at }, mono: at, link: 'line' } as const;
  return { type: 'record', seq, at, chart, connection, from, to, ...facts };
};
const chaos = (at: number, type: string, to = 'idle'): StoryEntry => entry('chaos', 'line', at, type, 'idle', to);
const line = (at: number, type: string, from: string, to: string): StoryEntry =>
  entry('connection', 'line#1', at, type, from, to);
const UP = 'connected.listening.idle';
const DOWN = 'reconnecting.backing-off';
const up = [
  line(0, 'start', '', 'connecting.waiting'),
  line(1, 'turn', 'connecting.waiting', 'connecting.attempting.dialing'),
  line(2, 'opened', 'connecting.attempting.dialing', UP),
];
const told = (...entries: readonly StoryEntry[]): Story => why([...up, ...entries], 'line');

it.each([
  ['while it lasts', [chaos(10, 'black-hole', 'black-holed'), line(5_000, 'lost', UP, DOWN)], 'black-hole'],
  ['by a drop', [chaos(10, 'drop'), line(11, 'lost', UP, DOWN)], 'drop'],
  ['long after a drop', [chaos(10, 'drop'), line(1_011, 'lost', UP, DOWN)], undefined],
  ['once it is healed', [chaos(10, 'delay', 'delayed'), chaos(20, 'heal'), line(30, 'lost', UP, DOWN)], undefined],
  [
    'once it is over',
    [chaos(10, 'refuse', 'refusing'), chaos(20, 'after:lasts'), line(30, 'lost', UP, DOWN)],
    undefined,
  ],
  ['after a probe', [chaos(10, 'probe'), line(11, 'lost', UP, DOWN)], undefined],
  ['while it is down', [line(10, 'lost', UP, DOWN), chaos(20, 'refuse', 'refusing')], 'refuse'],
  ['by the first of two', [chaos(5, 'drop'), line(6, 'lost', UP, DOWN), chaos(20, 'refuse', 'refusing')], 'drop'],
] as const)('a loss %s', (_, entries, what) => {
  const story = told(...entries);
  expect(story.outages).toBe(1);
  expect(story.outage?.onPurpose?.what).toBe(what);
  expect(storyText(story).includes('disturbed on purpose')).toBe(what !== undefined);
});
