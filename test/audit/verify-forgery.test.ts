import { describe, expect, it } from 'vitest';
import { closed, few, seqOf, told, verified } from './told.ts';
import type { RecordDraft, SummaryDraft } from './told.ts';
import type { Draft } from './writing.ts';
import { written } from './writing.ts';

const forged = async (entries: readonly Draft[], level: 'all' | 'lifecycle' = 'all'): Promise<string> => {
  const found = await verified(written([{ entries }], level).texts);
  return found.broken === null ? found.answer : `${String(found.broken.record)}: ${found.broken.reason}`;
};
const edit = (
  which: (record: RecordDraft) => boolean,
  into: (record: RecordDraft) => readonly Draft[],
  level: 'all' | 'lifecycle' = 'all',
): Promise<string> => {
  const entries = told[level].closing();
  const at = entries.findIndex((entry) => entry.type === 'record' && which(entry));
  const record = entries[at];
  if (record?.type !== 'record') throw new Error('there is no such record');
  return forged(entries.toSpliced(at, 1, ...into(record)), level);
};
const isLoss = ({ event }: RecordDraft): boolean => event.type === 'after:probeTimeout';

const sum = async (change: (summary: SummaryDraft) => Partial<SummaryDraft>, chart = 'connection'): Promise<string> => {
  const entries = told.lifecycle.closing();
  const at = entries.findIndex((one) => one.type === 'summary' && one.chart === chart);
  const summary = entries[at];
  if (summary?.type !== 'summary') throw new Error('there is no summary');
  return forged(entries.toSpliced(at, 1, { ...summary, ...change(summary) }), 'lifecycle');
};

const isReply = ({ event }: RecordDraft): boolean => event.type === 'replied';
const isStart = ({ event, chart }: RecordDraft): boolean => event.type === 'start' && chart === 'connection';
const asTimer =
  (type: string) =>
  (record: RecordDraft): readonly RecordDraft[] => [{ ...record, event: { type, at: record.event['at'] } }];

describe('whoever makes all hashes anew is caught by', () => {
  it('a record that is gone', async () => {
    expect(await edit(isLoss, () => [])).toMatch(/^(\d+): record \1 is missing, \d+ follows$/);
  });

  it('a record that is twice there', async () => {
    expect(await edit(isLoss, (record) => [record, record])).toMatch(/record (\d+) comes after \1$/);
  });

  it('a state that the chart does not go to', async () => {
    const says = await edit(isLoss, (record) => [{ ...record, to: 'dead' }]);
    expect(says).toContain("line#1 (connection): 'after:probeTimeout' from 'connected.probing' to 'dead' cannot be");
    expect(says).toContain("the chart goes to 'connected.probing'");
  });

  it('a state that it was not in', async () => {
    expect(await edit(isLoss, (record) => [{ ...record, from: 'connected.listening.idle' }])).toContain(
      "it was in 'connected.probing'",
    );
  });

  it('an effect that is not performed', async () => {
    expect(await edit(isLoss, (record) => [{ ...record, effects: [] }])).toContain(
      "the chart performs 'probe', not nothing",
    );
  });

  it('a guard that does not let it pass', async () => {
    const twice = { type: 'replied', at: 1 };
    const says = await edit(isReply, (record) => [{ ...record, event: { type: 'received', at: record.event['at'] } }]);
    expect(says).toContain('cannot be');
    expect(await edit(isReply, (record) => [{ ...record, event: twice, from: 'connected.listening.idle' }])).toContain(
      "it was in 'connected.listening.awaiting-reply'",
    );
  });

  it('a timer that was not armed', async () => {
    expect(await edit(isLoss, asTimer('after:backoff'))).toContain(
      "the timer 'backoff' fired in 'connected.probing', and was not armed",
    );
  });

  it('a timer that fires before it is due', async () => {
    const early = await edit(isLoss, (record) => [
      { ...record, event: { ...record.event, at: Number(record.event['at']) - 500 } },
    ]);
    expect(early).toContain("the timer 'probeTimeout' fired 475 ms before it was due");
  });

  it('another policy at the start', async () => {
    const says = await edit(isStart, (record) => {
      const input = JSON.parse(JSON.stringify(record.event['input'])) as { policy: { heartbeat: { misses: number } } };
      input.policy.heartbeat.misses = 1;
      return [{ ...record, event: { ...record.event, input } }];
    });
    expect(says).toContain("'after:probeTimeout' from 'connected.probing' to 'connected.probing' cannot be");
  });

  it.each([
    ['an input that is none', { input: null }],
    ['a type that is XState’s own', { type: 'xstate.stop' }],
    ['any type at all', { type: '*' }],
  ])('%s', async (_, event) => {
    const which = ({ event: { type }, chart }: RecordDraft): boolean =>
      chart === 'connection' && ('input' in event ? type === 'start' : type === 'turn');
    expect(await edit(which, (record) => [{ ...record, event: { ...record.event, ...event } }])).toContain('cannot be');
  });

  it('something after the end', async () => {
    const entries = told.all.entries;
    const end = entries.findIndex((one) => one.type === 'record' && one.to === 'dead');
    const record = entries[end];
    if (record?.type !== 'record') throw new Error('nothing died');
    const seq = told.all.highest + 1;
    const after = [...entries, { ...record, seq, from: 'dead', event: { type: 'turn', at: 1 }, effects: [] }];
    expect(await forged(closed(after, seq))).toContain('it has not begun, or is over');
  });

  it('a beginning of what goes on', async () => {
    const entries = told.all.entries.slice(0, 12);
    const again = entries.find((one): one is RecordDraft => one.type === 'record' && isStart(one));
    if (again === undefined) throw new Error('nothing began');
    const next = seqOf(entries.at(-1)) + 1;
    expect(await forged([...entries, { ...again, seq: next }])).toContain('it has begun before');
  });

  it('a closing record that counts more', async () => {
    expect(await forged(closed(few(), 9))).toBe('7: the run has 9 records, and 6 are accounted for');
    expect(await forged(closed(few(), 5))).toBe('7: the run closed at 5, and 6 was told before');
  });

  it.each<[string, (summary: SummaryDraft) => Partial<SummaryDraft>, string | RegExp]>([
    ['a reply more', (s) => ({ counts: { ...s.counts, 'replied/deliver': 3 } }), /counts|pending/],
    [
      'a reply in place of a request',
      (s) => ({ counts: { ...s.counts, 'replied/deliver': 3, 'request/transmit': 1 } }),
      "'exchanges'",
    ],
    [
      'a reply less',
      (s) => ({ counts: { ...s.counts, 'replied/deliver': 1, 'received/accept': 3 } }),
      "2 requests, 1 of them settled, do not bring 'pending' from 0 to 0",
    ],
    [
      'another count of exchanges',
      (s) => ({ context: { ...s.context, exchanges: 7 } }),
      "do not bring 'exchanges' from 0 to 7",
    ],
    ['attempts that came from nowhere', (s) => ({ context: { ...s.context, attempts: 2 } }), "'attempts' goes"],
    ['misses that came from nowhere', (s) => ({ context: { ...s.context, misses: 1 } }), "'misses' goes"],
    ['a pause that nobody asked for', (s) => ({ context: { ...s.context, paused: true } }), "'paused' goes"],
    ['rest in the future', (s) => ({ context: { ...s.context, idleSince: s.until + 1 } }), "'idleSince' goes"],
    ['another seed', (s) => ({ context: { ...s.context, seed: 1 } }), "'seed' changes"],
    ['a state that it cannot be in', () => ({ to: 'connected.listening.awaiting-reply' }), 'pending requests lead'],
    ['a state outside', () => ({ to: 'dead' }), 'pending requests lead'],
    ['a loss', (s) => ({ counts: { ...s.counts, lost: 1 } }), /counts|'lost' is no event/],
    [
      'an event that does not exist',
      ({ counts: { 'received/accept': n = 0, ...counts } }) => ({ counts: { ...counts, heard: n } }),
      "'heard' is no event",
    ],
    ['seqs of records', (s) => ({ first: 1, last: s.last }), 'stands in the log as a record'],
    ['its end before its beginning', (s) => ({ first: s.last, last: s.first }), /the summary of \d+ to \d+ counts/],
  ])('a summary with %s', async (_, change, why) => {
    expect(await sum(change)).toMatch(why);
  });

  it.each<[string, (summary: SummaryDraft) => Partial<SummaryDraft>, string]>([
    [
      'a state that nothing leads to',
      () => ({ to: 'blocked' }),
      "nothing that was counted leads from 'ended' to 'blocked'",
    ],
    ['a state that does not exist', () => ({ to: 'gone' }), 'nothing that was counted leads'],
    ['another setting', () => ({ context: { keepSending: 5 } }), "'keepSending' changes"],
    [
      'another event',
      ({ counts }) => ({ counts: { heard: Object.values(counts).reduce((a, b) => a + b, 0) } }),
      "'heard' is no event",
    ],
  ])('a writer’s summary with %s', async (_, change, why) => {
    expect(await sum(change, 'writer')).toContain(why);
  });

  it('a summary of what is never summed up', async () => {
    expect(await sum(() => ({ chart: 'link', connection: 'line' }))).toContain(
      "nothing of the chart 'link' is ever summed up",
    );
  });

  it('a summary that is gone', async () => {
    const entries = told.lifecycle.closing();
    const at = entries.findLastIndex((one) => one.type === 'summary');
    expect(await forged(entries.toSpliced(at, 1), 'lifecycle')).toMatch(/cannot be|are accounted for/);
  });
});
