import { describe, expect, it } from 'vitest';
import { miscounted } from '../../src/audit/replay-arithmetic.ts';
import type { Summary } from '../../src/contract/record.ts';

const before = { state: 'open.whole', context: { legs: 'both', pending: 1, limit: null, loss: null, reason: null } };
const summary = (
  counts: Readonly<Record<string, number>>,
  context: Readonly<Record<string, unknown>> = {},
  to = 'open.whole',
): Summary => {
  const actor = { link: 'a', connection: 'a', chart: 'simplex', epoch: 0 };
  return { ...actor, first: 1, last: 9, counts, until: 9, to, context };
};

describe('a summary of a simplex line', () => {
  it('is right when requests less those settled come to what is pending', () => {
    const counts = { 'request/await': 4, 'replied/deliver': 2, 'reply-timeout/expire': 1, 'abandoned/pull': 1 };
    expect(miscounted(summary(counts), before)).toBeNull();
    expect(miscounted(summary({ 'request/await': 2, 'received/discard': 3 }, { pending: 3 }), before)).toBeNull();
  });

  it.each<[string, Summary, RegExp, object?]>([
    [
      'a count that does not fit',
      summary({ 'request/await': 1 }, { pending: 3 }),
      /do not bring 'pending' from 1 to 3/,
    ],
    ['more settled than asked', summary({ 'replied/deliver': 2 }, { pending: -1 }), /do not bring 'pending'/],
    ['another event', summary({ close: 1 }), /'close' is no event/],
    ['another state', summary({ 'received/discard': 1 }, {}, 'open.sending'), /'open.sending' is not where/],
    ['a line that was not whole', summary({}), /nothing is summed up in 'closing'/, { state: 'closing' }],
    ['what it cannot change', summary({}, { reason: 'stopped' }), /'reason' changes/],
  ])('is wrong with %s', (_, told, why, other = {}) => {
    expect(miscounted(told, { ...before, ...other })).toMatch(why);
  });
});
