import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/contract/errors.ts';
import { faultCodes } from '../../src/contract/faults.ts';
import { rungs, verdictKinds } from '../../src/contract/verdict.ts';
import type { DialCode, LossCode } from '../../src/story/verdict-signs.ts';
import { dialSigns, lossSigns } from '../../src/story/verdict-signs.ts';
import { verdictOf } from '../../src/story/verdict.ts';

const lossCodes = Object.keys(lossSigns) as LossCode[];
const dialCodes = Object.keys(dialSigns) as DialCode[];
const loss = fc.record({
  code: fc.constantFrom(...lossCodes),
  local: fc.boolean(),
  detail: fc.option(fc.string(), { nil: undefined }),
  before: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
});
const dial = fc.record({
  code: fc.constantFrom(...dialCodes),
  local: fc.boolean(),
  elsewhere: fc.boolean(),
  detail: fc.option(fc.string(), { nil: undefined }),
});
const or = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { nil: null });

/** What each fault proves when nothing else is known: of an open line, and of a dial. */
const faults: Readonly<Record<keyof typeof faultCodes, readonly [string, string]>> = {
  refused: ['program-gone', 'program-gone'],
  reset: ['reset-by-peer', 'reset-by-peer'],
  aborted: ['local-fault', 'local-fault'],
  'timed-out': ['crashed-or-down', 'crashed-or-down'],
  unreachable: ['unreachable', 'unreachable'],
  'no-such-path': ['program-gone', 'program-gone'],
  denied: ['local-fault', 'local-fault'],
  'name-unknown': ['not-known', 'not-known'],
  'name-failed': ['not-known', 'not-known'],
  'tls-expired': ['turned-away', 'turned-away'],
  'tls-wrong-host': ['turned-away', 'turned-away'],
  'tls-self-signed': ['turned-away', 'turned-away'],
  'tls-untrusted': ['turned-away', 'turned-away'],
  'tls-no-certificate': ['turned-away', 'turned-away'],
  'tls-not-tls': ['protocol-broken', 'protocol-broken'],
  'tls-refused': ['turned-away', 'turned-away'],
  'ws-not-ws': ['protocol-broken', 'protocol-broken'],
  'ws-refused': ['turned-away', 'turned-away'],
  'ws-protocol': ['protocol-broken', 'protocol-broken'],
  'ws-closed': ['closed-by-peer', 'reset-by-peer'],
  'local-files': ['local-fault', 'local-fault'],
  'local-ports': ['local-fault', 'local-fault'],
  'local-buffers': ['local-fault', 'local-fault'],
  'bad-target': ['local-fault', 'local-fault'],
  'socket-error': ['not-known', 'not-known'],
};

describe('a verdict', () => {
  it.each(Object.keys(faultCodes) as (keyof typeof faultCodes)[])('on %s is what was meant', (code) => {
    const [lost, dialled] = faults[code];
    expect(verdictOf({ code, local: false }, null).kind).toBe(lost);
    expect(verdictOf(null, { code, local: false }).kind).toBe(dialled);
  });

  it('knows every fault of a socket and every way in which a frame is malformed', () => {
    const frames = Object.keys(errorCodes).filter((code) => code.startsWith('frame-') && code !== 'frame-refused');
    const known: readonly string[] = lossCodes;
    expect([...Object.keys(faultCodes), ...frames].filter((code) => !known.includes(code))).toEqual([]);
  });

  it('falls for every loss and every dial, names its rung, and says what was seen', () => {
    fc.assert(
      fc.property(or(loss), or(dial), (one, next) => {
        const { kind, evidence, unsure } = verdictOf(one, next);
        expect(Object.keys(verdictKinds)).toContain(kind);
        expect(evidence.length).toBe(Math.max(1, (one === null ? 0 : 1 + one.before.length) + (next === null ? 0 : 1)));
        expect(unsure).not.toBe('');
        const words = Object.values(rungs).map((rung) => `${rung}: `);
        const rungOf = (sentence = ''): string => words.find((word) => sentence.startsWith(word)) ?? '';
        expect(one === null || rungOf(evidence[one.before.length]) !== '').toBe(true);
        expect(next === null || rungOf(evidence.at(-1)) === 'redial: ').toBe(true);
      }),
    );
  });

  it('is never about the peer when all that went wrong was this host’s', () => {
    fc.assert(
      fc.property(or(loss), or(dial), (one, next) => {
        fc.pre(one !== null || next !== null);
        const mine = verdictOf(
          one === null ? null : { ...one, local: true },
          next === null ? null : { ...next, local: true },
        );
        // Of another target nothing went wrong here, and nothing is said.
        expect(mine.kind).toBe(one === null && next?.elsewhere === true ? 'not-known' : 'local-fault');
      }),
    );
  });

  it('leaves a loss as it is when the dial went to another target', () => {
    fc.assert(
      fc.property(loss, dial, (one, next) => {
        expect(verdictOf(one, { ...next, elsewhere: true }).kind).toBe(verdictOf(one, null).kind);
      }),
    );
  });

  it('tells an orderly end from nothing but itself: kill -9 sends the same', () => {
    const { kind, evidence, unsure } = verdictOf({ code: 'ended', local: false }, { code: 'opened', local: false });
    expect(kind).toBe('closed-by-peer');
    expect(evidence).toEqual(['traffic: the peer ended its side (FIN)', 'redial: the dial was accepted']);
    expect(unsure).toContain('killed');
  });
});
