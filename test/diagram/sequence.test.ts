import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { sequence } from '../../src/diagram/sequence.ts';
import type { Step } from '../../src/diagram/sequence.ts';
import { stepsOf } from '../../src/diagram/sequence-records.ts';
import { mistakesIn } from '../modes/mermaid.ts';

const lanes = { far: 'peer', dial: 'dial', end: 'FIN' };
const record = (part: Partial<TransitionRecord>): TransitionRecord => ({
  seq: 1,
  at: 0,
  mono: 0,
  link: 'line',
  connection: 'line#1',
  epoch: 1,
  chart: 'connection',
  from: 'connected.listening.idle',
  event: { type: 'request', at: 0 },
  to: 'connected.listening.awaiting-reply',
  effects: [],
  cause: 'user',
  ...part,
});

describe('a sequence', () => {
  test('names its lanes in order, and draws each step', () => {
    const steps: readonly Step[] = [
      { kind: 'arrow', from: 'line#1', to: 'end', text: 'a; b', how: 'says' },
      { kind: 'arrow', from: 'end', to: 'line#1', text: '', how: 'answers' },
      { kind: 'note', over: 'end', text: '50 %%' },
    ];
    expect(sequence(['line#1', 'end'], steps)).toBe(`sequenceDiagram
  participant lane0 as line#35;1
  participant lane1 as end
  lane0->>lane1: a#59; b
  lane1-->>lane0: (nothing)
  Note over lane1: 50 #37;#37;
`);
  });

  test('refuses a step of no lane', () => {
    expect(() => sequence(['a'], [{ kind: 'note', over: 'b', text: 'x' }])).toThrow(RangeError);
  });

  test('is Mermaid whatever is said', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (said, noted) => {
        const steps: readonly Step[] = [
          { kind: 'arrow', from: 'a', to: 'b', text: said, how: 'fails' },
          { kind: 'note', over: 'a', text: noted },
        ];
        expect(mistakesIn(sequence(['a', 'b'], steps))).toEqual([]);
      }),
    );
  });
});

describe('the steps of a transition', () => {
  test('a request is handed on, and the state is told', () => {
    expect(stepsOf(record({ effects: ['transmit'] }), lanes)).toEqual([
      { kind: 'note', over: 'line#1', text: 'awaiting-reply (request)' },
      { kind: 'arrow', from: 'line', to: 'line#1', text: 'request', how: 'says' },
    ]);
  });

  test('what the far side did comes before the state, what we do after it', () => {
    const to = 'reconnecting.backing-off';
    const lost = record({ event: { type: 'lost', at: 0, reason: 'reset' }, to });
    expect(stepsOf(lost, lanes)).toEqual([
      { kind: 'arrow', from: 'peer', to: 'line#1', text: 'RST', how: 'says' },
      { kind: 'note', over: 'line#1', text: 'backing-off (lost)' },
    ]);
    const refused = record({ event: { type: 'lost', at: 0, reason: 'refused' }, to });
    expect(stepsOf(refused, lanes)[0]).toMatchObject({ text: 'refused', how: 'fails' });
    const closing = record({ event: { type: 'close', at: 0 }, to: 'closing.ending', effects: ['end'] });
    expect(stepsOf(closing, lanes).map((step) => step.text)).toEqual(['ending (close)', 'FIN']);
  });

  test('a carrier that sends nothing to dial or to end has no arrow for it', () => {
    const quiet = { ...lanes, dial: null, end: null };
    const to = 'connecting.attempting.dialing';
    expect(stepsOf(record({ event: { type: 'turn', at: 0 }, to, effects: ['dial'] }), quiet)).toHaveLength(1);
    expect(stepsOf(record({ event: { type: 'ended', at: 0 }, to: 'dead' }), quiet)).toHaveLength(1);
  });

  test('a second missed probe is told, though the state stays', () => {
    const probing = 'connected.probing';
    const missed = record({ from: probing, to: probing, event: { type: 'after:probeTimeout', at: 0 } });
    expect(stepsOf(missed, lanes)).toEqual([{ kind: 'note', over: 'line#1', text: 'probing (after probeTimeout)' }]);
  });

  test('a late reply is noted and handed to nobody', () => {
    const idle = 'connected.listening.idle';
    const late = record({
      from: idle,
      to: idle,
      event: { type: 'received', at: 0, kind: 'late' },
      effects: ['accept'],
    });
    expect(stepsOf(late, lanes)).toEqual([{ kind: 'note', over: 'line#1', text: 'late: counted, not delivered' }]);
  });

  test('a caller that is turned away fails', () => {
    const event = { type: 'called', at: 0 };
    const front = {
      chart: 'listener',
      link: 'front',
      connection: 'front',
      from: 'open.listening',
      to: 'open.listening',
    };
    const steps = stepsOf(record({ ...front, event, effects: ['refuse'] }), lanes);
    expect(steps).toEqual([{ kind: 'arrow', from: 'peer', to: 'front', text: 'dial', how: 'fails' }]);
  });

  test('the bookkeeping of writers, links and supervisors is left out', () => {
    for (const chart of ['writer', 'link', 'child', 'supervisor'])
      expect(stepsOf(record({ chart, effects: ['transmit'] }), lanes)).toEqual([]);
  });
});
