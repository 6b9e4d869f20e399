import { describe, expect, test } from 'vitest';
import { checkLink, resolveLink } from '../../../src/contract/options/link.ts';
import type { LinkInput, LinkOptions } from '../../../src/contract/options/link.ts';
import { problemText } from '../../../src/contract/options/problem.ts';

const least: LinkInput = { to: 'tcp://bank.example:5000', framing: 'line' };
const lifecycleOf = (lifecycle: LinkInput['lifecycle']): LinkOptions['lifecycle'] =>
  resolveLink('bank', { ...least, lifecycle }).lifecycle;
const problems = (lifecycle: object, part: object = {}): readonly string[] => {
  const checked = checkLink({ ...least, ...part, lifecycle });
  return checked.ok ? [] : checked.problems.map(problemText);
};

const none = { type: 'long', connections: 1, maxIdle: null, maxAge: null, maxExchanges: null };

describe('the limits of a long line', () => {
  test('are durations and counts', () => {
    const given = { type: 'long', connections: 3, maxIdle: '30s', maxAge: '1h', maxExchanges: 100 } as const;
    expect(lifecycleOf(given)).toEqual({ ...given, maxIdle: 30_000, maxAge: 3_600_000 });
  });

  test('of the peer are met 2 s before, the spread of an age included', () => {
    const peer = '60s';
    expect(lifecycleOf({ type: 'long', maxIdle: { peer } })).toEqual({ ...none, maxIdle: 58_000 });
    const { maxAge } = { maxAge: 0, ...lifecycleOf({ type: 'long', maxAge: { peer } }) };
    expect((maxAge ?? 0) * 1.1).toBeLessThanOrEqual(58_000);
    expect((maxAge ?? 0) * 1.1).toBeGreaterThan(57_990);
  });
});

describe('what is no lifecycle is refused', () => {
  const short = 'below that every exchange would have a connection of its own, which is what `short` does better';
  const near = 'the line ends 2s before it, and must have lived until then';
  test.each<[object, string]>([
    [{ type: 'long', connections: 0 }, 'lifecycle.connections: found 0, expected a whole number from 1 to 256'],
    [
      { type: 'long', maxExchanges: 1 },
      'lifecycle.maxExchanges: found 1, expected a whole number from 2 to 1,000,000,000',
    ],
    [{ type: 'long', maxIdle: 99 }, `lifecycle.maxIdle: found 99, expected at least 100ms: ${short}`],
    [{ type: 'long', maxAge: '999ms' }, `lifecycle.maxAge: found "999ms", expected at least 1s: ${short}`],
    [{ type: 'long', maxIdle: { peer: '2s' } }, `lifecycle.maxIdle.peer: found "2s", expected at least 3s: ${near}`],
    [{ type: 'long', closeBy: 'us' }, 'lifecycle.closeBy: found "us", expected nothing: `closeBy` belongs to short'],
    [{ type: 'short', maxIdle: '1m' }, 'lifecycle.maxIdle: found "1m", expected nothing: `maxIdle` belongs to long'],
    [{ type: 'short', maxAge: '1m' }, 'lifecycle.maxAge: found "1m", expected nothing: `maxAge` belongs to long'],
    [
      { type: 'short', maxExchanges: 3 },
      'lifecycle.maxExchanges: found 3, expected nothing: `maxExchanges` belongs to long',
    ],
    [
      { type: 'short', connections: 3 },
      'lifecycle.connections: found 3, expected nothing: `connections` belongs to long',
    ],
    [{ type: 'short', closeBy: 'them' }, "lifecycle.closeBy: found \"them\", expected 'us', 'peer' or 'reset'"],
  ])('%j', (lifecycle, expected) => {
    expect(problems(lifecycle)).toEqual([expected]);
  });

  test('a reset of what has none', () => {
    const reset = { type: 'short', closeBy: 'reset' };
    const why =
      "lifecycle.closeBy: found 'reset', expected 'us' or 'peer' with these targets: only a tcp:// connection ends by a reset";
    for (const to of ['tls://a:1', 'unix:///a', ['tcp://a:1', 'tls://a:2']])
      expect(problems(reset, { to })).toEqual([why]);
    expect(problems(reset)).toEqual([]);
  });
});
