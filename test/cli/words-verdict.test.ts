import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../src/cli/words.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';

const refused: TransitionRecord = {
  seq: 7,
  at: 0,
  mono: 0,
  link: 'bank',
  connection: 'bank#1',
  epoch: 2,
  chart: 'connection',
  from: 'connecting.attempting.dialing',
  event: { type: 'lost', at: 0, reason: 'refused' },
  to: 'reconnecting.backing-off',
  effects: [],
  cause: 'io',
};
const verdict = { kind: 'program-gone', evidence: ['redial: refused: nobody listens there'] } as const;
const words = 'refused: nobody listens there';

describe('the words for a record with a verdict', () => {
  it('say it after what happened', () => {
    expect(wordsFor({ ...refused, verdict }, null)).toBe(
      `${words} (verdict: the peer’s host is alive, and its program is gone)`,
    );
  });

  it('leave it out where there is no room for it', () => {
    expect(wordsFor({ ...refused, verdict }, null, 40)).toBe(words);
    expect(wordsFor(refused, null)).toBe(words);
  });
});
