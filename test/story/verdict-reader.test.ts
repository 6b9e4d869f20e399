import { describe, expect, it } from 'vitest';
import type { RecordFacts } from '../../src/contract/record.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { VerdictReader } from '../../src/story/verdict-reader.ts';

const DIALING = 'connecting.attempting.dialing';
const HANDSHAKING = 'connecting.attempting.handshaking';
const IDLE = 'connected.listening.idle';
const PROBING = 'connected.probing';
const BACKING_OFF = 'reconnecting.backing-off';
const BLOCKED = 'writes: what was written had not left this host';

type Step = readonly [from: string, type: string, to: string, at: number, facts?: object];

/** Reads the records of one connection; each `turn` is a dial of its own. @returns what each record says */
const read = (steps: readonly Step[], reader = new VerdictReader(), firstEpoch = 0): (Verdict | null)[] => {
  let epoch = firstEpoch;
  return steps.map(([from, type, to, at, facts = {}]) => {
    if (type === 'turn') epoch += 1;
    const chart = from === 'flowing' || from === 'blocked' || from === 'ended' ? 'writer' : 'connection';
    const event: RecordFacts['event'] = { type, at, ...facts };
    return reader.read({ connection: 'line#1', epoch, chart, from, event, to, effects: [], cause: 'io' });
  });
};
const turn: Step = ['connecting.waiting', 'turn', DIALING, 0];
const opened = (at: number, keepalive: number | null = null): Step => [DIALING, 'opened', IDLE, at, { keepalive }];
const lost = (from: string, reason: string, at: number, facts: object = {}): Step => [
  from,
  'lost',
  BACKING_OFF,
  at,
  { reason, side: 'peer', detail: 'as told', ...facts },
];
const again: readonly Step[] = [turn, lost(DIALING, 'refused', 99_000)];
const last = (steps: readonly Step[]): Verdict | null => read(steps).at(-1) ?? null;
const timedOut = (steps: readonly Step[]): string | undefined =>
  last([turn, ...steps, lost(IDLE, 'timed-out', 500), ...again])?.evidence.find((one) => one.includes('timed-out'));
const closing = (from: string, type: string, facts: object = {}): string | undefined =>
  last([turn, opened(0), [IDLE, 'close', from, 10], [from, type, 'dead', 20, facts]])?.kind;
const resetAfter = (silence: number, keepalive: number | null): string | undefined =>
  read([turn, opened(1_000, keepalive), lost(IDLE, 'reset', 1_000 + silence), turn, opened(50_000)]).at(-1)?.kind;

describe('how a line went', () => {
  it('is told by silence, where there was any', () => {
    const evidence = last([
      turn,
      opened(1_000),
      [IDLE, 'received', IDLE, 2_000],
      lost(IDLE, 'reset', 14_340),
      ...again,
    ])?.evidence;
    expect(evidence?.[0]).toBe('traffic: nothing had come from the peer for 12.3 s');
    expect(evidence).toHaveLength(3);
  });

  it.each(['replied', 'received', 'paused', 'resumed', 'stalled'])('is not by silence right after %s', (type) => {
    const evidence = last([
      turn,
      opened(0),
      [IDLE, type, IDLE, 9_500],
      lost(IDLE, 'reset', 10_000),
      ...again,
    ])?.evidence;
    expect(evidence?.[0]).toMatch(/^traffic: reset/);
  });

  it('a reset answers a keepalive probe only after the silence in which such probes go out', () => {
    expect(resetAfter(30_000, 30_000)).toBe('rebooted');
    expect(resetAfter(29_999, 30_000)).toBe('reset-by-peer');
    expect(resetAfter(30_000, null)).toBe('reset-by-peer');
  });

  it('the kernel gave up on keepalive probes, or, where there were none, on what was written', () => {
    expect(timedOut([opened(0, 1_000)])).toMatch(/^TCP keepalive: /);
    expect(timedOut([opened(0)])).toMatch(/^writes: /);
    expect(timedOut([opened(0, 1_000), ['flowing', 'blocked', 'blocked', 100]])).toMatch(/^writes: /);
  });

  it('names writes that did not drain, unless they drained after all', () => {
    const stuck: Step = ['flowing', 'blocked', 'blocked', 10];
    const drop: Step = ['blocked', 'ended', 'ended', 20];
    expect(last([turn, opened(0), stuck, drop, lost(IDLE, 'reset', 20), ...again])?.evidence).toContain(BLOCKED);
    const drained: Step = ['blocked', 'drained', 'flowing', 15];
    expect(last([turn, opened(0), stuck, drained, lost(IDLE, 'reset', 20), ...again])?.evidence).not.toContain(BLOCKED);
  });

  it('in a handshake counts as the loss of an open line', () => {
    const late = last([
      turn,
      [DIALING, 'opened', HANDSHAKING, 0],
      [HANDSHAKING, 'after:connectTimeout', BACKING_OFF, 500],
      turn,
      [DIALING, 'opened', HANDSHAKING, 900],
    ]);
    expect(late?.kind).toBe('program-silent');
    const failed = last([
      turn,
      [DIALING, 'opened', HANDSHAKING, 0],
      lost(HANDSHAKING, 'handshake', 10),
      turn,
      opened(50),
    ]);
    expect(failed).toMatchObject({
      kind: 'not-known',
      evidence: [expect.stringContaining('as told'), expect.anything()],
    });
  });

  it.each([
    ['ended', {}, 'closed-by-peer'],
    ['malformed', { reason: 'frame-malformed' }, 'protocol-broken'],
    ['malformed', { reason: 'frame-stalled' }, 'program-silent'],
    ['malformed', { reason: 'of-another-kind' }, 'protocol-broken'],
    ['reply-timeout', {}, 'program-silent'],
    ['after:probeTimeout', {}, 'program-silent'],
    ['after:silence', {}, 'program-silent'],
    ['lost', { reason: 'of-another-kind' }, 'not-known'],
    ['lost', { reason: 'of-another-kind', side: 'local' }, 'local-fault'],
    ['lost', { reason: 'reset', side: 'local' }, 'local-fault'],
    ['lost', {}, 'not-known'],
  ])('by %s %j, with a dial that is accepted: %s', (type, facts, kind) => {
    expect(last([turn, opened(0), [PROBING, type, BACKING_OFF, 100, facts], turn, opened(200)])?.kind).toBe(kind);
  });

  it.each(['redial', 'destroy', 'close'])('by our own %s is no loss', (type) => {
    const steps: readonly Step[] = [turn, opened(0), [IDLE, type, 'connecting.waiting', 100], turn, opened(200)];
    expect(read(steps).filter((one) => one !== null)).toEqual([]);
  });

  it('while closing is told by itself, but for the answer to our own FIN', () => {
    expect(closing('closing.ending', 'ended')).toBeUndefined();
    expect(closing('closing.ending', 'after:closeTimeout')).toBe('not-known');
    expect(closing('closing.ending', 'lost', { reason: 'reset' })).toBe('reset-by-peer');
    expect(closing('closing.draining', 'ended')).toBe('closed-by-peer');
    expect(closing('closing.draining', 'after:drainTimeout')).toBe('not-known');
  });
});

describe('records that were not all read', () => {
  it('leave a loss out of a dial that did not follow it', () => {
    const reader = new VerdictReader();
    read([turn, opened(0), lost(IDLE, 'timed-out', 100)], reader);
    // Dials 2 to 8 were not read.
    expect(read([turn, opened(900)], reader, 8).at(-1)).toBeNull();
    expect(read([lost(IDLE, 'reset', 950), turn, opened(990)], reader, 9).at(-1)?.kind).toBe('reset-by-peer');
  });

  it('leave what was seen of one socket out of the story of another', () => {
    const reader = new VerdictReader();
    read([turn, opened(0, 1_000), ['flowing', 'blocked', 'blocked', 10]], reader);
    const told = read([lost(IDLE, 'reset', 60_000), turn, opened(61_000)], reader, 7).at(-1);
    expect(told).toMatchObject({
      kind: 'reset-by-peer',
      evidence: [expect.stringMatching(/^traffic: reset/), expect.anything()],
    });
  });

  it('of other charts say nothing', () => {
    const reader = new VerdictReader();
    const facts = { connection: 'line', epoch: 0, chart: 'link', from: 'open', to: 'closed', effects: [] } as const;
    expect(reader.read({ ...facts, event: { type: 'failed', at: 1, reason: 'gave-up' }, cause: 'io' })).toBeNull();
  });
});
