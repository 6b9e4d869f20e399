/** What the live table tells of a long link whose connections come and go. */
import { expect, test } from 'vitest';
import { LinkStory } from '../../src/cli/link-story.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { world } from '../model/world.ts';
import type { World } from '../model/world.ts';

const told = (options: Partial<LinkInput>): { readonly w: World; readonly shown: () => readonly unknown[] } => {
  const w = world();
  const story = new LinkStory('line', 'long');
  w.supervisor.on('record', (record) => story.take(record));
  w.link(options);
  return { w, shown: () => [story.state, story.condition, story.reconnects] };
};

test('a line that is replaced is up all the while, and was not reconnected', async () => {
  const { w, shown } = told({ lifecycle: { type: 'long', maxAge: '10s' } });
  await w.pass(1);
  expect(shown()).toEqual(['connected', 'up', 0]);
  await w.pass(60_000);
  expect(w.sockets.length).toBeGreaterThan(5);
  expect(shown()).toEqual(['connected', 'up', 0]);
});

test('a line that is unused rests, and is not down', async () => {
  const { w, shown } = told({ lifecycle: { type: 'long', maxIdle: '10s' } });
  await w.pass(11_000);
  expect(shown()).toEqual(['resting', 'up', 0]);
  w.supervisor.links.get('line')?.destroy();
  expect(shown()).toEqual(['closed', 'closed', 0]);
});

test('a pool is up while one of its connections is', async () => {
  const { w, shown } = told({ lifecycle: { type: 'long', connections: 2 }, reconnect: { first: '5s', jitter: 0 } });
  await w.pass(1);
  w.sockets[0]?.wire.reset();
  await w.pass(1);
  expect(shown()).toEqual(['connected', 'up', 0]);
  w.sockets[1]?.wire.reset();
  await w.pass(1);
  expect(shown()).toEqual(['backing-off', 'down', 0]);
  await w.pass(6_000);
  expect(shown()).toEqual(['connected', 'up', 1]);
});
