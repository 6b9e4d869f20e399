import { describe, expect, it } from 'vitest';
import { linkMachine } from '../../machines/index.ts';
import type { LinkContext } from '../../machines/index.ts';
import { explore } from './explore.ts';

const { nodes, edges } = explore<typeof linkMachine, LinkContext>({
  machine: linkMachine,
  input: { drainTimeout: 15_000 },
  events: [
    { type: 'start' },
    { type: 'close' },
    { type: 'close', within: 7 },
    { type: 'halt' },
    { type: 'drained' },
    { type: 'failed', reason: 'gave-up' },
    { type: 'destroy' },
    { type: 'over', reason: 'crashed' },
  ],
  fold: ({ drainTimeout, reason }) => `${String(drainTimeout)} ${String(reason)}`,
  limit: 100,
});
const leaves = new Set(['open', 'halting', 'draining']);

describe('the link chart', () => {
  it('reaches every state', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(new Set(['down', ...leaves, 'closed']));
  });

  it('ignores only what cannot concern it', () => {
    expect(new Set(edges.filter((edge) => edge.ignored).map((edge) => `${edge.from.state} ${edge.name}`))).toEqual(
      new Set([
        // It is not up.
        ...['close', 'halt', 'drained', 'failed', 'destroy'].map((name) => `down ${name}`),
        // Nothing is queued, and nobody asked for an end.
        'open drained',
        // It is up already.
        ...[...leaves].map((state) => `${state} start`),
        // It is over only once it is down.
        ...[...leaves].map((state) => `${state} over`),
        // It is on its way.
        'halting halt',
        'draining halt',
      ]),
    );
  });

  it('begins with each start, and each life is shut and reported once, with a reason', () => {
    for (const edge of edges) {
      const { from, to, effects } = edge;
      expect(effects.includes('begin')).toBe(from.state === 'down' && to.state === 'open');
      const ends = leaves.has(from.state) && to.state === 'down';
      expect(effects).toEqual(
        ends ? ['shut', 'report'] : effects.filter((effect) => effect !== 'shut' && effect !== 'report'),
      );
      expect(to.context.reason === null && (ends || to.final)).toBe(false);
      expect(to.context.reason !== null && effects.includes('begin')).toBe(false);
      expect(to.final).toBe(from.state === 'down' && edge.name === 'over');
    }
    const reasons = new Set([...nodes.values()].map(({ context }) => context.reason));
    expect(reasons).toEqual(new Set([null, 'stopped', 'gave-up', 'destroyed', 'drain-timeout', 'halted', 'crashed']));
  });

  it('drains, and halts, within a limit: that which the last close gave', () => {
    for (const edge of edges) {
      const closes = edge.name === 'close' && leaves.has(edge.from.state);
      const halts = edge.name === 'halt' && edge.from.state === 'open';
      expect(edge.effects.includes('drain')).toBe(closes);
      expect(edge.effects.includes('halt')).toBe(halts);
      const limit = (closes ? edge.event['within'] : undefined) ?? edge.from.context.drainTimeout;
      expect(edge.raised.get('drainTimeout')).toBe(closes || halts ? limit : undefined);
    }
    for (const node of nodes.values())
      expect(node.armed.has('drainTimeout')).toBe(node.state === 'draining' || node.state === 'halting');
  });

  it('is down at once by destroy, by the failure of its connection, and by the end of its limit', () => {
    const ends = edges.filter(
      (edge) => leaves.has(edge.from.state) && ['destroy', 'failed', 'after:drainTimeout'].includes(edge.name),
    );
    expect(new Set(ends.map((edge) => edge.to.state))).toEqual(new Set(['down']));
  });
});
