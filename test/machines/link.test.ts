import { describe, expect, it } from 'vitest';
import { linkMachine } from '../../machines/index.ts';
import type { LinkContext } from '../../machines/index.ts';
import { explore } from './explore.ts';

const { nodes, edges } = explore<typeof linkMachine, LinkContext>({
  machine: linkMachine,
  input: { drainTimeout: 15_000 },
  events: [
    { type: 'close' },
    { type: 'close', within: 7 },
    { type: 'drained' },
    { type: 'failed', reason: 'gave-up' },
    { type: 'destroy' },
  ],
  fold: ({ drainTimeout, reason }) => `${String(drainTimeout)} ${String(reason)}`,
  limit: 100,
});

describe('the link chart', () => {
  it('reaches open, draining and closed', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(new Set(['open', 'draining', 'closed']));
  });

  it('ignores only that an open link has nothing queued', () => {
    expect(new Set(edges.filter((edge) => edge.ignored).map((edge) => `${edge.from.state} ${edge.name}`))).toEqual(
      new Set(['open drained']),
    );
  });

  it('never opens again, and is shut once, with a reason', () => {
    for (const edge of edges) {
      expect(edge.to.state === 'open' && edge.from.state !== 'open').toBe(false);
      expect(edge.effects.filter((effect) => effect === 'shut').length).toBe(edge.to.final ? 1 : 0);
      expect(edge.to.context.reason !== null).toBe(edge.to.final);
    }
    const reasons = new Set([...nodes.values()].map(({ context }) => context.reason));
    expect(reasons).toEqual(new Set([null, 'stopped', 'gave-up', 'destroyed', 'drain-timeout']));
  });

  it('drains within the limit that the last close gave', () => {
    for (const edge of edges) {
      const closes = edge.name === 'close' && !edge.from.final;
      expect(edge.effects.includes('drain')).toBe(closes);
      const limit = edge.event['within'] ?? edge.from.context.drainTimeout;
      expect(edge.raised.get('drainTimeout')).toBe(closes ? limit : undefined);
    }
    for (const node of nodes.values()) expect(node.armed.has('drainTimeout')).toBe(node.state === 'draining');
  });

  it('is closed at once by destroy, by the failure of its connection, and by the end of draining', () => {
    const ends = edges.filter((edge) => ['destroy', 'failed', 'after:drainTimeout'].includes(edge.name));
    expect(new Set(ends.map((edge) => edge.to.state))).toEqual(new Set(['closed']));
  });
});
