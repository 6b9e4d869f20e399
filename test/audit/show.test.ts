import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/audit/entries.ts';
import type { Wanted } from '../../src/audit/show.ts';
import { Selection } from '../../src/audit/show.ts';
import { outage } from './happened.ts';
import type { Draft } from './writing.ts';
import { Keeps } from './writing.ts';

let entries: readonly Draft[] = [];
beforeAll(async () => {
  const keeps = new Keeps('lifecycle');
  await outage(keeps);
  entries = keeps.closing();
});

const shown = (wanted: Wanted, more: readonly Entry[] = []): readonly Entry[] => {
  const selection = new Selection(wanted);
  return [...entries, ...more].flatMap((entry) => selection.take(entry)?.entry ?? []);
};

/** Some of them, not all. */
const only = (fits: (entry: Entry) => boolean): readonly Entry[] => {
  const some = entries.filter(fits);
  if (some.length === 0 || some.length === entries.length) throw new Error('nothing is chosen');
  return some;
};

const actorOf = (entry: Entry): { link: string; connection: string; chart: string } | null =>
  entry.type === 'record' || entry.type === 'summary' ? entry : null;

describe('of a log is shown', () => {
  it('all but its checkpoints, unless less is wanted', () => {
    expect(shown({}, [{ type: 'checkpoint', entries: 1, hash: '' }])).toEqual(entries);
  });

  it('a link, a connection, a chart', () => {
    expect(shown({ link: 'line' })).toEqual(only((entry) => actorOf(entry)?.link === 'line'));
    expect(shown({ connection: 'line#1' })).toEqual(only((entry) => actorOf(entry)?.connection === 'line#1'));
    expect(shown({ chart: 'writer' })).toEqual(only((entry) => actorOf(entry)?.chart === 'writer'));
  });

  it.each(['reconnecting.backing-off', 'reconnecting', 'backing-off'])('who was or came there: %s', (state) => {
    expect(shown({ state })).toEqual(
      only((one) => one.type === 'record' && [one.from, one.to].includes('reconnecting.backing-off')),
    );
  });

  it('an event, also one that a summary counts', () => {
    expect(shown({ event: 'lost' })).toEqual(only((one) => one.type === 'record' && one.event.type === 'lost'));
    expect(shown({ event: 'replied' })).toEqual(
      only((one) => one.type === 'summary' && 'replied/deliver' in one.counts),
    );
  });

  it('a cause, which no summary tells', () => {
    expect(shown({ cause: 'timer' })).toEqual(only((one) => one.type === 'record' && one.cause === 'timer'));
  });

  it('a time, summaries by their last event', () => {
    const start = entries.find((one) => one.type === 'record')?.at ?? 0;
    expect(shown({ from: start + 6_000, to: start + 7_500, link: 'line' })).toEqual(
      only((one) =>
        one.type === 'summary' ? one.until === 6_125 : one.type === 'record' && one.mono >= 6_000 && one.mono <= 7_500,
      ),
    );
  });

  it('what is missing, whoever is asked for', () => {
    const gap: Entry = { type: 'gap', first: 1, last: 2, reason: 'x', at: 0 };
    expect(shown({ link: 'nobody' }, [gap])).toEqual([gap]);
  });
});
