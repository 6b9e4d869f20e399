import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionMachine } from '../../machines/index.ts';
import { planted } from './mutants.ts';
import { firstBroken, life, lifeInOrder, live } from './run.ts';

describe('chart and ring against a peer that is late, mute, doubled, half-closed or lost', () => {
  it('never gives a reply to another request, settles each call once, holds one socket, and ends', () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(life, (one) => {
        for (const { outcome } of live(one, connectionMachine, 'places').calls)
          outcomes.set(outcome ?? '', (outcomes.get(outcome ?? '') ?? 0) + 1);
      }),
      { numRuns: 800 },
    );
    console.log([...outcomes].map(([outcome, count]) => `${outcome} ${String(count)}`).join(', '));
    // A run in which nothing happens proves nothing.
    expect([...outcomes.keys()].toSorted()).toEqual(['aborted', 'not-sent', 'replied', 'timeout', 'unknown']);
    for (const count of outcomes.values()) expect(count).toBeGreaterThan(20);
  });

  const quick = { every: 3_000, timeout: 1_000, misses: 3, listenOnly: false };
  const probed = lifeInOrder(quick);
  const unprobed = lifeInOrder(null);

  it.each([
    ['a late reply ends the line', planted('a late reply leaves the line up'), 'forgets late', unprobed, 50],
    [
      'an abandoned request keeps its place',
      planted('an abandoned request gives up its place'),
      'forgets abandoned',
      unprobed,
      600,
    ],
    ['an answered probe has a place of its own', connectionMachine, 'naive', probed, 20],
  ] as const)('gives a reply to another request, were it not that %s', (_, machine, matching, lives, most) => {
    for (const seed of [1, 2, 3]) {
      const broken = firstBroken(most, seed, machine, matching, lives);
      expect(broken?.rule).toBe('a reply reached another request');
    }
  });
});
