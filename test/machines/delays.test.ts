import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { connectionMachine, NEVER } from '../../machines/index.ts';
import type { ConnectionEvent, ConnectionPolicy } from '../../machines/index.ts';
import { delayOf } from './explore.ts';
import { policies } from './policies.ts';

const base = policies[0]?.policy as ConnectionPolicy;
type Facts = Partial<ConnectionPolicy>;

/** The waits that these events arm, by name, in the order of the events. */
const waits = (
  facts: Facts,
  seed: number,
  events: readonly ConnectionEvent[],
): readonly (readonly [string, number])[] => {
  const found: [string, number][] = [];
  const note = (actions: readonly { readonly type: string; readonly params?: unknown }[]): void => {
    for (const { type, params } of actions) {
      const raised = params as { readonly event?: { readonly type: string }; readonly delay?: number };
      if (type === 'xstate.raise')
        found.push([delayOf(raised.event?.type ?? '', 'connection'), raised.delay ?? Number.NaN]);
    }
  };
  let [snapshot, actions] = initialTransition(connectionMachine, { policy: { ...base, ...facts }, seed });
  note(actions);
  for (const event of events) {
    [snapshot, actions] = transition(connectionMachine, snapshot, event);
    note(actions);
  }
  return found;
};

/** The last time that this wait was armed, in ms. */
const waitOf = (name: string, facts: Facts, seed: number, events: readonly ConnectionEvent[]): number | undefined =>
  waits(facts, seed, events).findLast(([one]) => one === name)?.[1];

const backoffs = (reconnect: ConnectionPolicy['reconnect'], seed: number, losses: number): readonly number[] => {
  const backoff = {
    type: 'xstate.after.backoff.connection.reconnecting.backing-off',
    at: 0,
  } as unknown as ConnectionEvent;
  const round: readonly ConnectionEvent[] = [
    { type: 'turn', at: 0 },
    { type: 'lost', at: 0, reason: 'refused' },
    backoff,
  ];
  const events = Array.from({ length: losses }, () => round).flat();
  return waits({ reconnect }, seed, events).flatMap(([name, wait]) => (name === 'backoff' ? [wait] : []));
};

const opened = (at: number): readonly ConnectionEvent[] => [
  { type: 'turn', at },
  { type: 'opened', at },
];

const reconnect = fc
  .record({
    first: fc.integer({ min: 1, max: 60_000 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    more: fc.integer({ min: 0, max: 3_600_000 }),
    jitter: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .map(({ first, factor, more, jitter }) => ({
    first,
    factor,
    max: first + more,
    jitter,
    attempts: null,
    stableAfter: 10_000,
  }));

describe('the wait before a redial', () => {
  it('grows by the factor, spread by the jitter, and never exceeds max', () => {
    fc.assert(
      fc.property(reconnect, fc.integer(), (policy, seed) => {
        const { first, factor, max, jitter } = policy;
        const found = backoffs(policy, seed, 12);
        expect(found).toHaveLength(12);
        for (const [i, wait] of found.entries()) {
          const middle = Math.min(max / (1 + jitter), first * factor ** i);
          expect(wait).toBeGreaterThanOrEqual(middle * (1 - jitter) * 0.999_999);
          expect(wait).toBeLessThanOrEqual(Math.min(max, middle * (1 + jitter)) * 1.000_001);
        }
      }),
    );
  });

  it('stays a number of ms after a thousand losses', () => {
    const policy = { first: 1_000, factor: 10, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 0 };
    const last = backoffs(policy, 1, 1_000).at(-1) ?? Number.NaN;
    expect(last).toBeGreaterThanOrEqual((30_000 / 1.2) * 0.8);
    expect(last).toBeLessThanOrEqual(30_000);
  });

  it('is spread from the first attempt on, between seeds that are neighbours too', () => {
    const policy = { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 0 };
    const firsts = Array.from({ length: 1_000 }, (_, seed) => backoffs(policy, seed, 1)[0] ?? Number.NaN);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const wait of firsts) {
      const tenth = Math.floor((wait - 800) / 40);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // A hundred each on average.
    for (const count of tenths) expect(count).toBeGreaterThan(60);
    const near = firsts.filter((wait, seed) => Math.abs(wait - (firsts[seed + 1] ?? 0)) < 4);
    expect(near.length).toBeLessThan(60);
  });

  it('is the same for the same seed, so that a log replays', () => {
    const policy = { first: 1_000, factor: 1.6, max: 30_000, jitter: 0.2, attempts: null, stableAfter: 0 };
    expect(backoffs(policy, -5, 6)).toEqual(backoffs(policy, -5, 6));
    expect(backoffs(policy, 5, 6)).not.toEqual(backoffs(policy, 6, 6));
  });
});

describe('the other waits', () => {
  it('maxAge is spread by a tenth either way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 10 ** 9 }), fc.integer(), (maxAge, seed) => {
        const wait = waitOf('maxAge', { maxAge }, seed, opened(0)) ?? Number.NaN;
        expect(Math.abs(wait - maxAge)).toBeLessThanOrEqual(maxAge * 0.100_001);
      }),
    );
    const ages = new Set([1, 2, 3, 4, 5].map((seed) => waitOf('maxAge', { maxAge: 60_000 }, seed, opened(0))));
    expect(ages.size).toBe(5);
  });

  it('maxIdle is what is left since the last exchange, whatever was heard meanwhile', () => {
    const facts: Facts = { maxIdle: 10_000 };
    expect(waitOf('maxIdle', facts, 1, opened(50))).toBe(10_000);
    expect(waitOf('maxIdle', facts, 1, [...opened(50), { type: 'received', at: 4_050 }])).toBe(6_000);
    expect(waitOf('maxIdle', facts, 1, [...opened(50), { type: 'post', at: 4_050 }])).toBe(10_000);
    expect(waitOf('maxIdle', facts, 1, [...opened(50), { type: 'received', at: 99_999 }])).toBe(0);
    const asked: readonly ConnectionEvent[] = [
      ...opened(0),
      { type: 'request', at: 100 },
      { type: 'replied', at: 3_000 },
      { type: 'resumed', at: 5_000 },
    ];
    expect(waitOf('maxIdle', facts, 1, asked)).toBe(8_000);
  });

  it('what is off never comes due, and would do nothing if it did', () => {
    const facts: Facts = { heartbeat: null, maxIdle: null, maxAge: null };
    for (const name of ['silence', 'maxIdle', 'maxAge']) expect(waitOf(name, facts, 1, opened(0))).toBe(NEVER);
    expect(NEVER).toBe(2 ** 31 - 1);
  });

  it('a listener waits as long as all the heartbeats that it may miss', () => {
    const beat = { every: 20_000, timeout: 10_000, misses: 2 };
    expect(waitOf('silence', { heartbeat: { ...beat, listenOnly: true } }, 1, opened(0))).toBe(40_000);
    expect(waitOf('silence', { heartbeat: { ...beat, listenOnly: false } }, 1, opened(0))).toBe(20_000);
  });
});
