import { describe, expect, it } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { History } from '../../src/history/index.ts';
import { openHistory } from '../../src/history/index.ts';
import { record } from '../audit/writer-kit.ts';
import { written } from '../audit/writing.ts';
import { part } from './lives.ts';

const rowed = new Set(['connection', 'session']);
const AT = Date.UTC(2030, 0, 1);

const asRecord = (one: Partial<TransitionRecord> & { readonly mono: number }, i: number) => ({
  type: 'record' as const,
  ...record(i + 1, { ...one, at: AT + one.mono }),
});

/** Records at these times, as a log of its own. */
async function of(...facts: readonly (Partial<TransitionRecord> & { readonly mono: number })[]): Promise<History> {
  const entries = facts.map(asRecord);
  const { texts } = written([{ entries }]);
  return openHistory([part('audit.ndjson', new TextEncoder().encode(texts[0]))]);
}

const shown = (history: History, t: number): readonly string[] =>
  history
    .at(t)
    .all(rowed)
    .map(({ actor, state, failed }) => `${actor.connection} ${state}${failed ? ' failed' : ''}`);

const policy = {
  ordered: true,
  window: 1,
  greets: false,
  cleans: false,
  targets: 1,
  connectTimeout: 1_000,
  closeTimeout: 1_000,
  drainTimeout: 1_000,
  cleanTimeout: 1_000,
  maxIdle: null,
  maxAge: null,
  maxExchanges: null,
  heartbeat: null,
  reconnect: { first: 100, factor: 2, max: 1_000, jitter: 0, attempts: 0, stableAfter: 5_000 },
};

const begins = (mono: number, connection = 'bank#1'): Partial<TransitionRecord> & { readonly mono: number } => ({
  mono,
  connection,
  epoch: 0,
  from: '',
  event: { type: 'start', at: mono, input: { policy, seed: 1 } },
  to: 'connecting.waiting',
});
const turn = (mono: number) =>
  ({
    mono,
    from: 'connecting.waiting',
    event: { type: 'turn', at: mono },
    to: 'connecting.attempting.dialing',
  }) as const;
const opened = (mono: number) =>
  ({
    mono,
    from: 'connecting.attempting.dialing',
    event: { type: 'opened', at: mono, remote: '10.0.0.1:5000' },
    to: 'connected.listening.idle',
  }) as const;
const dies = (mono: number, event: TransitionRecord['event'], from = 'connected.listening.idle') =>
  ({ mono, from, event, to: 'dead' }) as const;

describe('who stands where', () => {
  it('what ended in order leaves a second later', async () => {
    const over = dies(200, { type: 'destroy', at: 200, reason: 'stopped' });
    const history = await of(begins(0), turn(10), opened(20), over, { ...begins(5_000, 'bank#2'), link: 'other' });
    expect(shown(history, 199)).toEqual(['bank#1 connected.listening.idle']);
    expect(shown(history, 1_200)).toEqual(['bank#1 dead']);
    expect(shown(history, 1_201)).toEqual([]);
  });

  it('what failed stays until its link has another connection', async () => {
    const over = dies(200, { type: 'lost', at: 200, reason: 'reset' });
    const history = await of(begins(0), turn(10), opened(20), over, begins(5_000, 'bank#2'));
    expect(history.extent.losses.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(shown(history, 4_999)).toEqual(['bank#1 dead failed']);
    expect(shown(history, 5_000)).toEqual(['bank#2 connecting.waiting']);
  });

  it('a link that begins anew has stopped its connections without a word', async () => {
    const anew = { chart: 'link', connection: 'bank', from: '', to: 'opening', epoch: 0 };
    const start = { event: { type: 'start', at: 300, input: {} } };
    const history = await of(begins(0), turn(10), opened(20), { ...anew, ...start, mono: 300 }, begins(400));
    expect(shown(history, 299)).toEqual(['bank#1 connected.listening.idle']);
    expect(shown(history, 300)).toEqual([]);
    expect(shown(history, 400)).toEqual(['bank#1 connecting.waiting']);
  });

  it('timers are told with what is left of them: those that are off, or have fired, are not', async () => {
    const stable = {
      mono: 5_020,
      from: 'connected.listening.idle',
      event: { type: 'after:stableAfter', at: 5_020 },
      to: 'connected.listening.idle',
    };
    const history = await of(begins(0), turn(10), opened(20), stable);
    const timersAt = async (t: number): Promise<unknown> => {
      const [standing] = history.at(t).all(rowed);
      return standing && (await history.known(history.at(t), standing.actor))?.waiting;
    };
    expect(await timersAt(15)).toEqual([{ delay: 'connectTimeout', state: 'connecting.attempting', due: 1_010 }]);
    expect(await timersAt(1_000)).toEqual([{ delay: 'stableAfter', state: 'connected', due: 5_020 }]);
    expect(await timersAt(5_019.5)).toEqual([{ delay: 'stableAfter', state: 'connected', due: 5_020 }]);
    expect(await timersAt(5_020)).toEqual([]);
  });

  it('timers are told on the time of the log, wherever the clock of the process began', async () => {
    const since = 7_000;
    const later = [begins(0), turn(10), opened(20)].map((one) => ({
      ...one,
      event: { ...one.event, type: one.event?.type ?? '', at: since + one.mono },
    }));
    const { texts } = written([{ header: { origin: since }, entries: later.map(asRecord) }]);
    const history = await openHistory([part('audit.ndjson', new TextEncoder().encode(texts[0]))]);
    const [standing] = history.at(20).all(rowed);
    const known = standing && (await history.known(history.at(20), standing.actor));
    expect(known?.waiting.find(({ delay }) => delay === 'stableAfter')?.due).toBe(5_020);
  });

  it('a timer that is overdue was armed anew, or fired, without a record: its end is not known', async () => {
    const history = await of(begins(0), turn(10), opened(20), { ...begins(9_000, 'bank#2'), link: 'other' });
    const [standing] = history.at(6_000).all(rowed);
    const known = standing && (await history.known(history.at(6_000), standing.actor));
    expect(known?.waiting).toEqual([{ delay: 'stableAfter', state: 'connected', due: null }]);
  });

  it('what a summary sums up leaves the timers of the line as they were, but for one that fired', async () => {
    const idle = 'connected.listening.idle';
    const policyAged = { ...policy, maxAge: 60_000 };
    const start = { ...begins(0), event: { type: 'start', at: 0, input: { policy: policyAged, seed: 1 } } };
    const heard = (counts: Readonly<Record<string, number>>, until: number) => ({
      type: 'summary' as const,
      link: 'bank',
      connection: 'bank#1',
      chart: 'connection',
      epoch: 1,
      first: 4,
      last: 6,
      counts,
      until,
      to: idle,
      context: {},
    });
    const timersAfter = async (counts: Readonly<Record<string, number>>): Promise<unknown> => {
      const entries = [...[start, turn(10), opened(20)].map(asRecord), heard(counts, 5_500)];
      const { texts } = written([{ entries }], 'lifecycle');
      const history = await openHistory([part('audit.ndjson', new TextEncoder().encode(texts[0]))]);
      const [standing] = history.at(5_500).all(rowed);
      const known = standing && (await history.known(history.at(5_500), standing.actor));
      return known?.waiting.map(({ delay, due }) => [delay, due === null]);
    };
    expect(await timersAfter({ 'received/accept': 3 })).toEqual([
      ['maxAge', false],
      ['stableAfter', true],
      ['silence', true],
      ['maxIdle', true],
    ]);
    expect(await timersAfter({ 'received/accept': 3, 'after:stableAfter': 1 })).toEqual([
      ['maxAge', false],
      ['silence', true],
      ['maxIdle', true],
    ]);
  });

  it('equal neighbours of a timeline are one, and what was before the window is left out', async () => {
    const idle = 'connected.listening.idle';
    const beat = (mono: number) => ({ mono, from: idle, event: { type: 'received', at: mono }, to: idle });
    const history = await of(begins(0), turn(10), opened(20), beat(30), beat(40), beat(50));
    const [standing] = history.at(50).all(rowed);
    if (standing === undefined) throw new Error('nobody is there');
    expect(standing.since).toBe(20);
    expect(history.spans(history.at(50), standing.actor, 0, 100)).toEqual([
      { state: 'connecting.waiting', since: 0 },
      { state: 'connecting.attempting.dialing', since: 10 },
      { state: idle, since: 20 },
    ]);
    expect(history.spans(history.at(50), standing.actor, 45, 100)).toEqual([{ state: idle, since: 40 }]);
  });

  it('reads few lines, however long an actor has lived', async () => {
    const idle = 'connected.listening.idle';
    const beats = Array.from({ length: 2_000 }, (_, i) => {
      const mono = 30 + i;
      return { mono, from: idle, event: { type: 'received', at: mono }, to: idle };
    });
    const entries = [begins(0), turn(10), opened(20), ...beats].map(asRecord);
    const bytes = new TextEncoder().encode(written([{ entries }]).texts[0]);
    let read = 0;
    const counting = {
      name: 'audit.ndjson',
      size: bytes.length,
      read: (from: number, to: number) => {
        read += to - from;
        return Promise.resolve(bytes.subarray(from, to));
      },
    };
    const history = await openHistory([counting]);
    const [standing] = history.at(1_999).all(rowed);
    if (standing === undefined) throw new Error('nobody is there');
    const line = bytes.length / entries.length;
    for (let t = 1_900; t < 2_000; t += 1) {
      read = 0;
      expect(await history.known(history.at(t), standing.actor)).not.toBeNull();
      expect(read).toBeLessThan(40 * line + 4_096);
    }
  });
});
