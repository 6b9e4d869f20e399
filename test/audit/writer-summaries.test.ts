import { describe, expect, test } from 'vitest';
import { Summaries } from '../../src/audit/summaries.ts';
import type { Summary } from '../../src/contract/record.ts';
import { Desk, IN_USE, quiet, record } from './writer-kit.ts';

const start = { from: '', event: { type: 'start', at: 0, input: {} } };
const writer = { chart: 'writer', from: 'flowing', to: 'flowing' };

describe('at level lifecycle', () => {
  test('what an actor did quietly is summed up before its next record', () => {
    const desk = new Desk();
    const audit = desk.open();
    const used = { ...IN_USE, exchanges: 1 };
    audit.take(record(1), IN_USE);
    audit.pass(2, 'bank', quiet(20, { event: { type: 'request', at: 20 }, effects: ['transmit'] }), used);
    audit.pass(3, 'bank', quiet(30, { event: { type: 'replied', at: 30 }, effects: ['deliver', 'pull'] }), used);
    audit.pass(
      4,
      'bank',
      quiet(40, { event: { type: 'replied', at: 40 }, effects: [], to: 'connected.probing' }),
      used,
    );
    audit.pass(5, 'bank', quiet(50, { event: { type: 'replied', at: 50 }, effects: ['deliver'] }), used);
    audit.take(record(6, { connection: 'bank#2' }), IN_USE);
    audit.take(record(7), used);
    audit.close();
    expect(desk.told.slice(1)).toEqual(['record 1', 'record 6', 'summary 2-5', 'record 7', 'close 7']);
    expect(desk.entries[3]).toEqual({
      type: 'summary',
      link: 'bank',
      connection: 'bank#1',
      chart: 'connection',
      epoch: 1,
      first: 2,
      last: 5,
      counts: { 'request/transmit': 1, 'replied/deliver': 2, replied: 1 },
      until: 50,
      to: 'connected.listening.idle',
      context: { exchanges: 1 },
    });
  });

  test('a context is told by what changed since the last entry of its actor', () => {
    const desk = new Desk();
    const audit = desk.open({ rotate: { size: 2 ** 30, age: 1_000 } });
    const once = { ...IN_USE, exchanges: 1 };
    const other = { ...once, policy: { ordered: true } };
    audit.take(record(1), IN_USE);
    audit.pass(2, 'bank', quiet(2), once);
    desk.time.pass(1_000);
    audit.take(record(3, { connection: 'bank#2' }), IN_USE);
    desk.time.pass(100);
    audit.pass(4, 'bank', quiet(4), once);
    audit.pass(5, 'bank', quiet(5), other);
    audit.close();
    expect(desk.told.slice(1)).toEqual([
      'record 1',
      'record 3',
      'summary 2-2',
      'turn age',
      'segment 2 from 4',
      'summary 4-5',
      'close 5',
    ]);
    const contexts = desk.entries.flatMap((entry) => (entry.type === 'summary' ? [entry.context] : []));
    expect(contexts).toEqual([{ exchanges: 1 }, { policy: { ordered: true } }]);
  });

  test('the death of a connection tells all of it, its writer too, and what comes late is told at once', () => {
    const desk = new Desk();
    const audit = desk.open();
    audit.take(record(1, { ...start }), IN_USE);
    audit.take(record(2, { ...start, chart: 'writer', to: 'ended' }), { keepSending: null });
    audit.pass(3, 'bank', quiet(3), IN_USE);
    audit.pass(4, 'bank', quiet(4, writer), { keepSending: null });
    audit.take(record(5, { event: { type: 'destroy', at: 5 }, to: 'dead' }), IN_USE);
    audit.pass(6, 'bank', quiet(6, { ...writer, event: { type: 'ended', at: 6 }, to: 'ended', effects: [] }), {
      keepSending: 7,
    });
    audit.take(record(7, { connection: 'bank#2' }), IN_USE);
    audit.close();
    expect(desk.told.slice(3)).toEqual([
      'summary 3-3',
      'summary 4-4',
      'record 5',
      'summary 6-6',
      'record 7',
      'close 7',
    ]);
    expect(desk.entries[6]).toMatchObject({ chart: 'writer', counts: { ended: 1 }, context: { keepSending: 7 } });
  });

  test('a link that ends or begins anew tells what its connections had done', () => {
    const desk = new Desk();
    const audit = desk.open();
    audit.take(record(1), IN_USE);
    audit.pass(2, 'bank', quiet(2), IN_USE);
    audit.take(record(3, { connection: 'bank', chart: 'link', ...start, to: 'open' }), {});
    audit.pass(4, 'bank', quiet(4), IN_USE);
    expect(desk.faults).toEqual([]);
    audit.close();
    expect(desk.told.slice(1)).toEqual(['record 1', 'summary 2-2', 'record 3', 'summary 4-4', 'close 4']);
    // It is not known any more, so that its context is told whole.
    expect(desk.entries[4]).toHaveProperty('context', IN_USE);
  });

  test('what a breaker says while it is closed is summed up, over the begin of its link, until that ends', () => {
    const breaker = { chart: 'breaker', connection: 'bank', from: 'closed', to: 'closed', effects: ['admit'] };
    const ask = { ...breaker, event: { type: 'ask', at: 1 } };
    const desk = new Desk();
    const audit = desk.open();
    audit.take(record(1, { ...start, ...breaker, from: '', effects: [] }), { failed: 0 });
    audit.take(record(2, { ...start, chart: 'link', connection: 'bank', to: 'open' }), {});
    for (let seq = 3; seq < 9; seq += 1) audit.pass(seq, 'bank', quiet(seq, ask), { failed: 0 });
    audit.take(record(9, { chart: 'link', connection: 'bank', from: 'down', to: 'closed' }), {});
    audit.close();
    expect(desk.told.slice(1)).toEqual(['record 1', 'record 2', 'summary 3-8', 'record 9', 'close 9']);
    expect(desk.entries[3]).toMatchObject({ counts: { 'ask/admit': 6 } });
  });
});

test('what is remembered is bounded by the actors that live', () => {
  const told: Summary[] = [];
  const ended: string[] = [];
  const summaries = new Summaries(
    (summary) => told.push(summary),
    (link) => ended.push(link),
  );
  const take = (facts: Parameters<typeof record>[1]): void => {
    const one = record(1, facts);
    summaries.before(one);
    summaries.after(one, IN_USE);
  };
  for (let i = 0; i < 1_000; i += 1) {
    const connection = `bank#${String(i)}`;
    take({ connection, ...start });
    take({ connection, chart: 'writer', ...start });
    summaries.add(1, 'bank', quiet(1, { connection }), IN_USE);
    summaries.add(1, 'bank', quiet(1, { connection, ...writer }), IN_USE);
    if (i >= 10)
      take({ connection, to: i % 2 === 0 ? 'dead' : 'x', event: { type: i % 2 === 0 ? 'destroy' : 'crash' } });
    summaries.add(1, 'bank', quiet(1, { connection, ...writer }), IN_USE);
  }
  expect(summaries.size).toBe(20);
  take({ connection: 'bank', chart: 'link', to: 'closed' });
  expect(summaries.size).toBe(0);
  expect(ended).toEqual(['bank']);
  const counted = told.reduce((sum, { counts }) => sum + Object.values(counts).reduce((all, one) => all + one, 0), 0);
  expect(counted).toBe(3_000);
});
