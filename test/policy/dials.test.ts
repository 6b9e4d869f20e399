import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWheel } from '../../src/actor/wheel.ts';
import type { DialLimits, Ticket } from '../../src/policy/dials.ts';
import { Turnstile } from '../../src/policy/dials.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

const fast = { perTarget: 2, total: 3, rate: 1_000_000 };

const setUp = (limits: DialLimits) => {
  const clock = new VirtualClock();
  const turnstile = new Turnstile(clock, createWheel(clock), limits);
  const granted: string[] = [];
  const ask = (name: string): Ticket => turnstile.ask(name.charAt(0), () => granted.push(name));
  return { clock, turnstile, granted, ask };
};

describe('the turnstile for dials', () => {
  it('grants at once while there is room', () => {
    const { turnstile, granted, ask } = setUp(fast);
    ask('a1');
    expect(granted).toEqual(['a1']);
    expect(turnstile.dialling).toBe(1);
  });

  it('keeps a target under its own cap, and lets the others pass', () => {
    const { clock, granted, ask } = setUp(fast);
    for (const name of ['a1', 'a2', 'a3', 'b1']) ask(name);
    clock.advance(60_000);
    expect(granted).toEqual(['a1', 'a2', 'b1']);
  });

  it('serves a target first come, first served, and the targets in turn', () => {
    const { clock, turnstile, granted, ask } = setUp({ ...fast, perTarget: 3, total: 3 });
    const held = ['a1', 'a2', 'a3'].map(ask);
    for (const name of ['a4', 'a5', 'b1', 'b2', 'c1']) ask(name);
    expect(granted).toHaveLength(3);
    for (const ticket of held) turnstile.giveBack(ticket);
    clock.runSoon();
    // `a` was at its own cap until now, so those who waited only for room at large come first.
    expect(granted.slice(3)).toEqual(['b1', 'c1', 'a4']);
  });

  it('never grants from inside another’s call', () => {
    const { clock, turnstile, granted, ask } = setUp({ ...fast, total: 1 });
    const first = ask('a1');
    ask('b1');
    turnstile.giveBack(first);
    expect(granted).toEqual(['a1']);
    clock.runSoon();
    expect(granted).toEqual(['a1', 'b1']);
  });

  it('lets nobody overtake who waits for a grant that is on its way', () => {
    const { clock, turnstile, granted, ask } = setUp({ ...fast, total: 1 });
    const first = ask('a1');
    ask('b1');
    turnstile.giveBack(first);
    ask('b2');
    ask('c1');
    clock.runSoon();
    expect(granted).toEqual(['a1', 'b1']);
  });

  it('takes a ticket back once, and a withdrawal only before the grant', () => {
    const { clock, turnstile, granted, ask } = setUp({ ...fast, total: 1 });
    const first = ask('a1');
    const second = ask('a2');
    const third = ask('a3');
    turnstile.withdraw(first);
    turnstile.giveBack(second);
    expect(turnstile.dialling).toBe(1);
    turnstile.withdraw(second);
    turnstile.withdraw(second);
    turnstile.giveBack(first);
    turnstile.giveBack(first);
    clock.runSoon();
    expect(granted).toEqual(['a1', 'a3']);
    turnstile.giveBack(third);
    expect(turnstile.dialling).toBe(0);
  });

  it('spreads more than a tenth of a second’s dials over time', () => {
    const { clock, turnstile, granted, ask } = setUp({ perTarget: 1000, total: 1000, rate: 100 });
    for (let n = 0; n < 60; n += 1) ask(`a${String(n)}`);
    expect(granted).toHaveLength(10);
    clock.advance(100);
    expect(granted).toHaveLength(20);
    clock.advance(400);
    expect(granted).toHaveLength(60);
    expect(turnstile.nextDeadline()).toBe(Infinity);
    // A long rest allows the same burst again, not more.
    clock.advance(3_600_000);
    for (let n = 60; n < 90; n += 1) ask(`a${String(n)}`);
    expect(granted).toHaveLength(70);
  });

  it('sleeps while nobody waits, and while only giving back can help', () => {
    const { clock, turnstile, ask } = setUp({ ...fast, total: 1 });
    expect(turnstile.nextDeadline()).toBe(Infinity);
    ask('a1');
    ask('b1');
    clock.runSoon();
    expect(turnstile.nextDeadline()).toBe(Infinity);
    expect(clock.step()).toBe(false);
  });

  it('serves a hundred thousand who wait in line without walking through them', () => {
    const { clock, turnstile, ask } = setUp({ perTarget: 1, total: 1, rate: 1e9 });
    const tickets = Array.from({ length: 100_000 }, (_, n) => ask(`a${String(n)}`));
    for (const ticket of tickets.slice(1, -1).toReversed()) turnstile.withdraw(ticket);
    const [first, last] = [tickets.at(0), tickets.at(-1)];
    if (first === undefined || last === undefined) throw new Error('no tickets');
    turnstile.giveBack(first);
    clock.runSoon();
    expect(turnstile.dialling).toBe(1);
    turnstile.giveBack(last);
    expect(turnstile.dialling).toBe(0);
  });
});

/** What happens next; `index` picks among the tickets there are. */
type Step =
  | { readonly kind: 'ask'; readonly target: string }
  | { readonly kind: 'withdraw' | 'giveBack'; readonly index: number }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), target: fc.constantFrom('a', 'a', 'a', 'b', 'c') }),
  fc.record({ kind: fc.constantFrom('withdraw' as const, 'giveBack' as const, 'giveBack' as const), index: fc.nat() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 }) }),
);
const limitsOf: fc.Arbitrary<DialLimits> = fc.record({
  perTarget: fc.integer({ min: 1, max: 4 }),
  total: fc.integer({ min: 1, max: 6 }),
  rate: fc.constantFrom(20, 150, 1_000_000),
});

interface Asked {
  readonly target: string;
  ticket: Ticket | null;
  grants: number;
  over: boolean;
}

describe('the turnstile, whoever asks and gives back in whatever order', () => {
  it('exceeds no cap, serves each target in order, loses nobody and grants nobody twice', () => {
    fc.assert(
      fc.property(limitsOf, fc.array(step, { maxLength: 120 }), (limits, steps) => {
        const clock = new VirtualClock();
        const turnstile = new Turnstile(clock, createWheel(clock, { resolution: 0 }), limits);
        const asked: Asked[] = [];
        const times: number[] = [];
        const dialling = (target?: string): number =>
          asked.filter((one) => one.grants > 0 && !one.over && (target ?? one.target) === one.target).length;

        const grant = (one: Asked): void => {
          one.grants += 1;
          times.push(clock.now());
          expect(one.over).toBe(false);
          expect(dialling()).toBeLessThanOrEqual(limits.total);
          expect(dialling(one.target)).toBeLessThanOrEqual(limits.perTarget);
          const earlier = asked.slice(0, asked.indexOf(one)).filter(({ target }) => target === one.target);
          expect(earlier.every(({ grants, over }) => grants === 1 || over)).toBe(true);
        };
        const perform = (one: Step): void => {
          if (one.kind === 'ask') {
            const mine: Asked = { target: one.target, ticket: null, grants: 0, over: false };
            asked.push(mine);
            mine.ticket = turnstile.ask(one.target, () => grant(mine));
          } else if (one.kind === 'wait') clock.advance(one.ms);
          else {
            const mine = asked[one.index % Math.max(1, asked.length)];
            if (mine === undefined || mine.ticket === null) return;
            if ((one.kind === 'giveBack') === mine.grants > 0) mine.over = true;
            turnstile[one.kind](mine.ticket);
          }
        };
        for (const one of steps) {
          perform(one);
          expect(turnstile.dialling).toBe(dialling());
        }

        // Once everybody gives back, everybody has had a turn.
        for (let round = 0; round < steps.length && asked.some(({ over }) => !over); round += 1) {
          for (const one of asked.filter(({ grants, over }) => grants > 0 && !over)) {
            one.over = true;
            if (one.ticket !== null) turnstile.giveBack(one.ticket);
          }
          clock.advance(1000);
        }
        expect(asked.every(({ over }) => over)).toBe(true);
        expect(asked.every(({ grants }) => grants <= 1)).toBe(true);
        expect(turnstile.dialling).toBe(0);
        expect(turnstile.nextDeadline()).toBe(Infinity);

        // In no stretch of time more than the burst and the rate allow.
        const burst = Math.max(1, limits.rate * 0.1);
        for (const [from, begin] of times.entries()) {
          for (const [offset, end] of times.slice(from).entries()) {
            expect(offset + 1).toBeLessThanOrEqual(burst + ((end - begin) * limits.rate) / 1000 + 1e-6);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
