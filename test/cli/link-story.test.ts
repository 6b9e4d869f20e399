/** What the live table tells of a long link whose connections come and go. */
import { expect, test } from 'vitest';
import { LinkStory } from '../../src/cli/link-story.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import { world } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { pairWorld } from '../simplex/kit.ts';
import { record } from './fakes.ts';

const told = (options: Partial<LinkInput>): { readonly w: World; readonly shown: () => readonly unknown[] } => {
  const w = world();
  const story = new LinkStory('line', 'long');
  w.supervisor.on('record', (one) => story.take(one));
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

test('a successor that begins before its line leaves is no reconnect, and a down line only when it fails', () => {
  const story = new LinkStory('line', 'long');
  const step = (connection: string, from: string, to: string, mono: number, type = 'x'): void =>
    story.take(record({ link: 'line', connection, from, to, mono, event: { type, at: mono } }));
  step('line#1', '', 'connecting.waiting', 0);
  step('line#1', 'connecting.waiting', 'connected.listening.idle', 1);
  step('line#2', '', 'connecting.attempting.dialing', 2);
  step('line#1', 'connected.listening.idle', 'closing.draining', 2, 'close');
  expect([story.condition, story.reconnects]).toEqual(['up', 0]);
  step('line#2', 'connecting.attempting.dialing', 'connected.listening.idle', 3, 'opened');
  expect([story.condition, story.reconnects]).toEqual(['up', 0]);
  step('line#3', '', 'connecting.attempting.dialing', 4);
  step('line#2', 'connected.listening.idle', 'closing.draining', 4, 'close');
  step('line#3', 'connecting.attempting.dialing', 'reconnecting.backing-off', 5, 'lost');
  expect([story.condition, story.downSince]).toEqual(['down', 5]);
  step('line#3', 'connecting.attempting.dialing', 'connected.listening.idle', 9, 'opened');
  expect([story.condition, story.reconnects, story.longestOutage]).toEqual(['up', 1, 4]);
});

test('a line whose breaker is open is doubtful, however well it is connected', () => {
  const story = new LinkStory('line', 'long');
  const circuit = (from: string, to: string): readonly unknown[] => {
    story.take(record({ link: 'line', connection: 'line', chart: 'breaker', from, to, event: { type: 'x', at: 0 } }));
    return [story.state, story.condition];
  };
  story.take(record({ link: 'line', from: '', to: 'connected.listening.idle', event: { type: 'opened', at: 0 } }));
  expect(circuit('', 'closed')).toEqual(['connected', 'up']);
  expect(circuit('closed', 'open')).toEqual(['circuit-open', 'doubtful']);
  expect(story.reason?.at(-1)).toBe('circuit open');
  expect(circuit('open', 'half-open.waiting')).toEqual(['half-open', 'doubtful']);
  expect(circuit('half-open.trying', 'closed')).toEqual(['connected', 'up']);
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

test('a line with two legs is up while both are, and tells which is not', async () => {
  const w = pairWorld();
  const story = new LinkStory('bank', 'long');
  w.supervisor.on('record', (one) => story.take(one));
  const shown = (): readonly unknown[] => [story.state, story.condition, story.reconnects];
  w.places.in.answer = 'refused';
  w.link({ reconnect: { first: '100ms', jitter: 0 } });
  await w.pass(50);
  expect(shown()).toEqual(['sending', 'down', 0]);
  expect(story.reason?.at(-1)).toBe('program-gone');
  w.places.in.answer = 'accept';
  await w.pass(200);
  expect(shown()).toEqual(['connected', 'up', 0]);
  w.socket('in').wire.reset();
  await w.pass(1);
  expect(shown()).toEqual(['sending', 'down', 0]);
  expect(story.reason).toContain('receive leg: reset');
  await w.pass(200);
  expect(shown()).toEqual(['connected', 'up', 1]);
  expect(story.outage(0)).toBeGreaterThanOrEqual(100);
});

test('a line whose legs are called waits for its peer, and is down once that is gone', async () => {
  const w = pairWorld({ called: true });
  const story = new LinkStory('bank', 'long');
  w.supervisor.on('record', (one) => story.take(one));
  const link = w.link();
  const shown = (): readonly unknown[] => [story.state, story.condition, story.reconnects];
  await w.pass(1_000);
  expect(shown()).toEqual(['waiting', 'coming', 0]);
  w.call('out');
  const into = w.call('in');
  await w.pass(1);
  expect(shown()).toEqual(['connected', 'up', 0]);
  into.end();
  await w.pass(10);
  expect(shown()).toEqual(['sending', 'down', 0]);
  expect(story.reason).toContain('receive leg: ended');
  w.call('in');
  await w.pass(1);
  expect(shown()).toEqual(['connected', 'up', 1]);
  void link.close();
  expect(shown()).toEqual(['closing', 'up', 1]);
  link.destroy();
  expect(shown()).toEqual(['closed', 'closed', 1]);
});
