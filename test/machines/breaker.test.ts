import { describe, expect, it } from 'vitest';
import { breakerMachine } from '../../machines/index.ts';
import type { BreakerContext } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Explored } from './explore.ts';

const events = [
  { type: 'ask' },
  { type: 'succeeded' },
  ...[true, false].flatMap((trial) => [
    { type: 'failed', trial },
    { type: 'withdrawn', trial },
  ]),
];
const walk = (failures: number): Explored<BreakerContext> =>
  explore<typeof breakerMachine, BreakerContext>({
    machine: breakerMachine,
    input: { failures, openFor: 30_000 },
    events,
    fold: ({ failed }) => String(failed),
    limit: 100,
  });

/** What an exchange that was let through earlier says when it no longer matters, and a call that told nothing. */
const ignored = [
  'closed withdrawn',
  'half-open.trying failed',
  'half-open.trying withdrawn',
  'half-open.waiting failed',
  'half-open.waiting withdrawn',
  'open failed',
  'open withdrawn',
];

describe.each([1, 2, 5])('the breaker chart, opened by %i failures', (failures) => {
  const { nodes, edges } = walk(failures);

  it('reaches just its four states', () => {
    const states = new Set([...nodes.values()].map(({ state }) => state));
    expect(states).toEqual(new Set(['closed', 'open', 'half-open.waiting', 'half-open.trying']));
  });

  it('ignores only what is listed, and all that is listed', () => {
    const quiet = edges.filter((edge) => edge.ignored && edge.name !== 'succeeded');
    expect([...new Set(quiet.map((edge) => `${edge.from.state} ${edge.name}`))].toSorted()).toEqual(ignored);
  });

  it('answers every call that asks, with one answer', () => {
    for (const edge of edges) expect(edge.effects).toHaveLength(edge.name === 'ask' ? 1 : 0);
  });

  it('opens at the last of so many failures in a row, and not before', () => {
    for (const edge of edges.filter(({ from, name }) => from.state === 'closed' && name === 'failed')) {
      const last = edge.from.context.failed + 1 >= failures;
      expect(edge.to.state).toBe(last ? 'open' : 'closed');
      expect(edge.to.context.failed).toBe(edge.from.context.failed + 1);
    }
  });

  it('lets nothing through while it is open, and one alone to try', () => {
    const answers = edges
      .filter(({ name }) => name === 'ask')
      .map(({ from, effects }) => [from.state, effects[0]].join(' '));
    expect(new Set(answers)).toEqual(
      new Set(['closed admit', 'open refuse', 'half-open.waiting try', 'half-open.trying refuse']),
    );
  });

  it('opens anew, for its whole time, by the trial alone', () => {
    const reopened = edges.filter(({ from, to }) => from.state.startsWith('half-open') && to.state === 'open');
    expect(reopened.length).toBeGreaterThan(0);
    for (const { event, raised } of reopened) {
      expect(event).toMatchObject({ type: 'failed', trial: true });
      expect(raised.get('openFor')).toBe(30_000);
    }
  });

  it('is closed, with nothing counted, by whatever succeeds', () => {
    for (const { to } of edges.filter(({ name }) => name === 'succeeded'))
      expect([to.state, to.context.failed]).toEqual(['closed', 0]);
  });
});
