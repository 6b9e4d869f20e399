import { describe, expect, it } from 'vitest';
import { verdictKinds } from '../../src/contract/verdict.ts';
import type { DialGroup, LossGroup } from '../../src/story/verdict-signs.ts';
import { dialGroups, lossGroups } from '../../src/story/verdict-signs.ts';
import { conclude, verdictRows } from '../../src/story/verdict-table.ts';

const dials = Object.keys(dialGroups) as DialGroup[];

/** Each loss with what each dial makes of it. The dials not named leave the loss as it stands alone. */
const expected: Readonly<Record<LossGroup, Readonly<Partial<Record<DialGroup | 'alone', string>>>>> = {
  none: { alone: 'not-known', local: 'local-fault' },
  closed: { alone: 'closed-by-peer' },
  reset: { alone: 'reset-by-peer' },
  'reset-to-probe': { alone: 'rebooted', refused: 'rebooted' },
  vanished: { alone: 'crashed-or-down', refused: 'rebooted' },
  'no-way': { alone: 'unreachable', refused: 'rebooted', unanswered: 'unreachable' },
  mute: { alone: 'not-known', opened: 'program-silent' },
  garbled: { alone: 'protocol-broken' },
  'not-accepted': { alone: 'turned-away' },
  gone: { alone: 'program-gone' },
  local: { alone: 'local-fault' },
  odd: { alone: 'not-known' },
};

/** What these dials prove whatever was lost, unless the loss says otherwise above. */
const byDial: Readonly<Partial<Record<DialGroup, string>>> = {
  refused: 'program-gone',
  'hung-up': 'reset-by-peer',
  unanswered: 'crashed-or-down',
  'no-way': 'unreachable',
  'not-accepted': 'turned-away',
  garbled: 'protocol-broken',
};

describe('the table of verdicts', () => {
  it.each(Object.keys(lossGroups) as LossGroup[])('joins "%s" with whatever the next dial finds', (loss) => {
    const row = expected[loss];
    expect(Object.fromEntries(dials.map((dial) => [dial, conclude(loss, dial).kind]))).toEqual(
      Object.fromEntries(dials.map((dial) => [dial, row[dial] ?? byDial[dial] ?? row.alone])),
    );
  });

  it('reaches every kind', () => {
    expect(new Set(verdictRows().map(({ kind }) => kind))).toEqual(new Set(Object.keys(verdictKinds)));
  });

  it('is told whole, in words, for the page', () => {
    const rows = verdictRows();
    expect(rows).toHaveLength(Object.keys(lossGroups).length * dials.length);
    expect(rows).toContainEqual({
      loss: 'the program did not answer',
      dial: 'accepted',
      kind: 'program-silent',
      unsure: conclude('mute', 'opened').doubt,
    });
  });

  it('never takes a fault of this host for a word about the peer', () => {
    for (const loss of Object.keys(lossGroups) as LossGroup[])
      expect(conclude(loss, 'local').kind).toBe(loss === 'none' ? 'local-fault' : conclude(loss, 'none').kind);
    for (const dial of dials.filter((one) => byDial[one] === undefined))
      expect(conclude('local', dial).kind).toBe('local-fault');
  });

  it('says what looks the same, wherever a host is judged by what it did not do', () => {
    const judged = ['crashed-or-down', 'rebooted', 'unreachable', 'program-silent', 'program-gone', 'reset-by-peer'];
    expect(verdictRows().filter(({ kind, unsure }) => judged.includes(kind) && unsure === '')).toEqual([]);
  });
});
