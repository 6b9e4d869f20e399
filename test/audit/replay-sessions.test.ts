/** A session's summary that its chart forbids is found, whatever was changed in it. */
import { describe, expect, it } from 'vitest';
import { miscounted } from '../../src/audit/replay-arithmetic.ts';
import type { Summary } from '../../src/contract/record.ts';

const context = {
  policy: { answers: true, heartbeats: 10 },
  pending: 1,
  serving: 1,
  misses: 1,
  paused: false,
  idleSince: 100,
  beats: 2,
  beatsSince: 50,
  drainFor: null,
  loss: null,
  reason: null,
};
const before = { state: 'online.listening.busy', context };

const told = (part: Partial<Summary>): string | null => {
  const who = { link: 'front', connection: 'front!1', chart: 'session', epoch: 1, first: 2, last: 9, until: 500 };
  return miscounted({ ...who, counts: {}, to: before.state, context: {}, ...part }, before);
};

/** One request of ours answered, two of the client's asked and one of the three answered. */
const counts = { 'replied/deliver': 1, 'received/accept': 3, served: 1, 'request/transmit': 1 };
const right: Partial<Summary> = { counts, context: { misses: 0, serving: 2, idleSince: 400, beats: 3 } };

describe('a summary of a session', () => {
  it('that can be is taken', () => {
    expect(told(right)).toBeNull();
    expect(told({ ...right, context: { ...right.context, beats: 1, beatsSince: 300 } })).toBeNull();
    const rest = { 'replied/deliver': 1, 'served/pull': 1 };
    const idle = { misses: 0, pending: 0, serving: 0, idleSince: 400 };
    expect(told({ counts: rest, context: idle, to: 'online.listening.idle' })).toBeNull();
    const silent = { 'after:silence/probe': 1 };
    expect(told({ counts: silent, to: 'online.probing' })).toBeNull();
  });

  it.each<[string, Partial<Summary>, RegExp]>([
    ['an event that is none of its', { counts: { ...counts, ended: 1 } }, /'ended' is no event that is summed up/],
    ['requests that are not in the count', { counts: { ...counts, 'request/transmit': 2 } }, /'pending'/],
    ['replies that were not asked for', { counts: { ...counts, 'replied/deliver': 4 } }, /'pending'/],
    ['more asked than was heard', { context: { ...right.context, serving: 5 } }, /'serving'/],
    ['fewer asked than is left', { context: { ...right.context, serving: -1 } }, /'serving'/],
    ['misses that a sign of life ended', { context: { ...right.context, misses: 1 } }, /'misses'/],
    ['a pause that nobody asked for', { context: { ...right.context, paused: true } }, /'paused'/],
    ['a rest from before', { context: { ...right.context, idleSince: 99 } }, /'idleSince'/],
    ['a rest to come', { context: { ...right.context, idleSince: 501 } }, /'idleSince'/],
    ['more heartbeats than were heard', { context: { ...right.context, beats: 6 } }, /'beats'/],
    ['a second that was', { context: { ...right.context, beats: 1, beatsSince: 49 } }, /'beats'/],
    ['another policy', { context: { ...right.context, policy: { answers: false } } }, /'serving'|'policy'/],
    ['a reason', { context: { ...right.context, reason: 'stopped' } }, /'reason' changes/],
    ['a state that its work does not lead to', { to: 'online.listening.idle' }, /is not where 3 exchanges/],
    ['a probe that nothing led to', { to: 'online.probing' }, /is not where/],
    ['an end', { to: 'closing.draining' }, /is not where/],
  ])('with %s is not', (_, part, why) => {
    expect(told({ ...right, ...part })).toMatch(why);
  });

  it('off line has no place', () => {
    const summary = { link: 'front', connection: 'front!1', chart: 'session', epoch: 1, first: 2, last: 2, until: 500 };
    const entering = { state: 'entering.opening', context };
    expect(miscounted({ ...summary, counts: { opened: 1 }, to: before.state, context: {} }, entering)).toMatch(
      /nothing is summed up in 'entering\.opening'/,
    );
  });

  it('of a listener there is none', () => {
    const summary = { link: 'front', connection: 'front', chart: 'listener', epoch: 0, first: 2, last: 2, until: 500 };
    expect(miscounted({ ...summary, counts: { called: 1 }, to: 'open.listening', context: {} }, before)).toMatch(
      /nothing of the chart 'listener' is ever summed up/,
    );
  });
});
