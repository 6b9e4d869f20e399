import { describe, expect, it } from 'vitest';
import { simplexMachine } from '../../machines/index.ts';
import type { SimplexContext, SimplexInput } from '../../machines/index.ts';
import type { Edge } from './explore.ts';
import { explore } from './explore.ts';

const legs = ['send', 'receive'] as const;
/** More than that are no other history. */
const MOST_PENDING = 2;

const run = (which: SimplexInput['legs']) => {
  const own = which === 'both' ? legs : [which];
  return explore<typeof simplexMachine, SimplexContext>({
    machine: simplexMachine,
    input: { legs: which },
    events: [
      ...own.flatMap((leg) => [
        { type: 'leg-up', leg },
        { type: 'leg-down', leg, reason: 'reset' },
        { type: 'failed', leg, reason: 'gave-up' },
      ]),
      { type: 'request' },
      { type: 'replied' },
      { type: 'received', kind: 'late' },
      { type: 'reply-timeout' },
      { type: 'abandoned' },
      { type: 'close', within: 7 },
      { type: 'over', reason: 'crashed' },
      { type: 'destroy' },
    ],
    fold: ({ pending, limit, loss, reason }) =>
      `${String(Math.min(pending, MOST_PENDING))} ${String(limit)} ${String(loss)} ${String(reason)}`,
    limit: 500,
  });
};

type Step = Edge<SimplexContext>;
const leaves = (edge: Step): boolean => edge.from.state.startsWith('open') && !edge.to.state.startsWith('open');
const up: Readonly<Record<string, readonly string[]>> = {
  'open.neither': [],
  'open.sending': ['send'],
  'open.receiving': ['receive'],
  'open.whole': ['send', 'receive'],
};

describe('the simplex chart, both legs', () => {
  const { nodes, edges } = run('both');

  it('reaches every state', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(
      new Set([...Object.keys(up), 'closing', 'ended']),
    );
  });

  it('ignores only what cannot concern it', () => {
    const ignored = edges.filter((edge) => edge.ignored).map((edge) => `${edge.from.state} ${edge.name}`);
    const open = Object.keys(up);
    expect(new Set(ignored)).toEqual(
      new Set([
        // It is up already, or was not up; and while none is pending nothing is settled.
        ...['sending', 'receiving', 'whole'].map((state) => `open.${state} leg-up`),
        ...['neither', 'sending', 'receiving'].map((state) => `open.${state} leg-down`),
        ...open.flatMap((state) => ['replied', 'reply-timeout', 'abandoned'].map((name) => `${state} ${name}`)),
        // It is on its way out: what is pending was told so.
        ...['leg-up', 'leg-down', 'failed', 'request', 'replied', 'reply-timeout', 'abandoned'].map(
          (name) => `closing ${name}`,
        ),
      ]),
    );
  });

  it('is whole while both legs are up, and knows which one is when only one is', () => {
    for (const { name, event, from, to } of edges) {
      const before = up[from.state];
      if (before === undefined || (name !== 'leg-up' && name !== 'leg-down')) continue;
      const leg = String(event['leg']);
      const after = legs.filter((one) => (one === leg ? name === 'leg-up' : before.includes(one)));
      expect(up[to.state]).toEqual(after);
    }
  });

  it('takes what waits once it is whole, and whenever a request is settled', () => {
    for (const { name, from, to, effects } of edges) {
      const entered = to.state === 'open.whole' && from.state !== 'open.whole';
      const settled =
        ['replied', 'reply-timeout', 'abandoned'].includes(name) && to.context.pending < from.context.pending;
      expect(effects.includes('pull')).toBe(entered || (settled && from.state.startsWith('open')));
    }
  });

  it('counts each request once, whichever way it is settled, and keeps it over the loss of a leg', () => {
    for (const edge of edges) {
      const { name, from, to, effects } = edge;
      const change = to.context.pending - from.context.pending;
      if (!from.state.startsWith('open') || leaves(edge)) continue;
      const some = from.context.pending > 0;
      const expected =
        name === 'request' ? 1 : ['replied', 'reply-timeout', 'abandoned'].includes(name) && some ? -1 : 0;
      expect(change).toBe(expected);
      expect(effects.includes('await')).toBe(name === 'request');
      expect(effects.includes('deliver')).toBe(name === 'replied' && some);
      expect(effects.includes('expire')).toBe(name === 'reply-timeout' && some);
    }
  });

  it('leaves no request behind when it ends, and always says why', () => {
    for (const edge of edges.filter(leaves)) {
      expect(edge.effects).toContain('forsake');
      expect(edge.to.context.pending).toBe(0);
      expect(edge.to.context.reason).not.toBeNull();
    }
    const reasons = new Set([...nodes.values()].filter(({ final }) => final).map(({ context }) => context.reason));
    expect(reasons).toEqual(new Set(['stopped', 'gave-up', 'crashed', 'destroyed']));
  });

  it('ends its legs in order when it is closed or one of them is over, and at once when it is destroyed', () => {
    for (const { name, from, to, effects } of edges) {
      const closes = to.state === 'closing' && (name === 'close' || (name === 'failed' && from.state !== 'closing'));
      expect(effects.includes('stop')).toBe(closes);
      expect(effects.includes('kill')).toBe(name === 'destroy');
    }
    const ends = edges.filter(({ name }) => name === 'destroy');
    expect(ends.filter(({ to }) => !to.final)).toEqual([]);
    const closes = edges.filter(({ name }) => name === 'close');
    expect(new Set(closes.map(({ to }) => to.context.limit))).toEqual(new Set([7]));
  });
});

describe.each(legs)('the simplex chart, a %s leg alone', (leg) => {
  const { nodes, edges } = run(leg);

  it('is whole with its one leg, and has no other states between', () => {
    expect(new Set([...nodes.values()].map(({ state }) => state))).toEqual(
      new Set(['open.neither', 'open.whole', 'closing', 'ended']),
    );
    const open = edges.filter(({ from }) => from.state.startsWith('open'));
    const reached = (name: string): ReadonlySet<string> =>
      new Set(open.filter((edge) => edge.name === name).map(({ to }) => to.state));
    expect(reached('leg-up')).toEqual(new Set(['open.whole']));
    expect(reached('leg-down')).toEqual(new Set(['open.neither']));
  });
});
