import { describe, expect, test } from 'vitest';
import { checkLink, resolveLink } from '../../../src/contract/options/link.ts';
import type { LinkInput } from '../../../src/contract/options/link.ts';
import type { HeartbeatOptions } from '../../../src/contract/options/heartbeat.ts';
import { problemText } from '../../../src/contract/options/problem.ts';

const bytes = (text: string): { kind: 'bytes'; bytes: Uint8Array } => ({
  kind: 'bytes',
  bytes: new TextEncoder().encode(text),
});
const link = (heartbeat: LinkInput['heartbeat'], part: object = {}): LinkInput => ({
  to: 'tcp://a:1',
  framing: 'line',
  heartbeat,
  ...part,
});
const beat = (heartbeat: LinkInput['heartbeat'], part: object = {}): HeartbeatOptions => {
  const resolved = resolveLink('a', link(heartbeat, part)).heartbeat;
  if (resolved === null) throw new Error('it is off');
  return resolved;
};
const problems = (heartbeat: unknown, part: object = {}): readonly string[] => {
  const checked = checkLink(link(heartbeat as LinkInput['heartbeat'], part));
  return checked.ok ? [] : checked.problems.map(problemText);
};
const echo = { send: { text: 'PING' }, expect: 'echo' } as const;

const stable = (heartbeat: LinkInput['heartbeat'], reconnect?: object): number =>
  resolveLink('a', link(heartbeat, { reconnect })).reconnect.stableAfter;
const make = (): Uint8Array => new Uint8Array(1);
const matches = (): boolean => true;
const expected = (given: NonNullable<Extract<LinkInput['heartbeat'], object>['expect']>) =>
  beat({ send: { text: 'PING' }, expect: given }).expect;
const codec = (empty: boolean, endsByFin = false) => ({
  can: { empty, rechunk: true, endsByFin },
  size: () => 0,
  encode: () => {},
  decoder: () => ({}),
});

describe('times', () => {
  test('relaxed unless it is said otherwise', () => {
    expect(beat(echo)).toMatchObject({
      every: 20_000,
      timeout: 10_000,
      misses: 2,
      role: 'initiator',
      keepSending: false,
    });
  });

  test('a preset fills in what is not given', () => {
    expect(beat({ preset: 'strict', ...echo })).toMatchObject({ every: 3_000, timeout: 3_000, misses: 2 });
    expect(beat({ preset: 'strict', every: '5s', ...echo })).toMatchObject({ every: 5_000, timeout: 3_000 });
  });

  test('stableAfter is never before the verdict', () => {
    expect(stable('off')).toBe(10_000);
    expect(stable({ preset: 'relaxed', ...echo })).toBe(50_000);
    expect(stable({ preset: 'strict', ...echo })).toBe(12_000);
    expect(stable({ every: 100, timeout: 100, misses: 1, ...echo })).toBe(10_000);
    expect(stable({ every: 100, timeout: 100, misses: 1, ...echo }, { stableAfter: 300 })).toBe(300);
    expect(stable('off', { stableAfter: 0 })).toBe(0);
  });

  test('a stableAfter below the verdict is refused with the reason', () => {
    expect(problems({ preset: 'strict', ...echo }, { reconnect: { stableAfter: '11999ms' } })).toEqual([
      'reconnect.stableAfter: found "11999ms", expected at least 12s, which is every + (misses + 1) × timeout of the heartbeat: a frozen peer that still accepts dials would be redialled after `first` for ever',
    ]);
    expect(problems({ preset: 'strict', ...echo }, { reconnect: { stableAfter: '12s' } })).toEqual([]);
  });
});

describe('what is sent', () => {
  test('text with escapes, hex, an empty frame, or what a function gives', () => {
    expect(beat({ send: { text: 'PING\\r' }, expect: 'echo' }).send).toEqual(bytes('PING\r'));
    expect(beat({ send: { hex: '50494E47' }, expect: 'echo' }).send).toEqual(bytes('PING'));
    expect(beat({ send: 'empty' }).send).toEqual(bytes(''));
    expect(beat({ send: make, expect: 'echo' }).send).toEqual({ kind: 'function', make });
  });

  test('none is refused: there is no frame that is harmless to every peer', () => {
    expect(problems({ preset: 'relaxed' })).toEqual([
      "heartbeat.send: found nothing, expected 'empty', { text }, { hex } or a function that gives bytes: which frame does your peer take for a heartbeat? None is harmless to all",
    ]);
  });

  test.each<[unknown, string]>([
    ['ping', 'heartbeat.send: found "ping", expected \'empty\', { text }, { hex } or a function that gives bytes'],
    [
      { txt: 'PING' },
      "heartbeat.send: found a map, expected 'empty', { text }, { hex } or a function that gives bytes",
    ],
    [
      { text: 'a\\q' },
      'heartbeat.send.text: found text of 3 characters, expected text of at most 1,024 bytes, in which \\r \\n \\t \\0 \\\\ and \\xHH are escapes',
    ],
    [
      { text: 'a'.repeat(1025) },
      'heartbeat.send.text: found text of 1025 characters, expected text of at most 1,024 bytes, in which \\r \\n \\t \\0 \\\\ and \\xHH are escapes',
    ],
    [
      { hex: 'abc' },
      'heartbeat.send.hex: found text of 3 characters, expected hex digits in pairs, at most 1,024 bytes',
    ],
  ])('%j is refused', (send, message) => {
    expect(problems({ send, expect: 'echo' })).toEqual([message]);
  });
});

describe('what is expected', () => {
  test('the bytes sent, given bytes, a pattern, or what a function says', () => {
    expect(expected('echo')).toEqual({ kind: 'echo' });
    expect(expected({ text: '+PONG' })).toEqual(bytes('+PONG'));
    expect(expected({ hex: '2b' })).toEqual(bytes('+'));
    expect(expected(matches)).toEqual({ kind: 'function', matches });
    expect(expected({ match: '^\\+PONG' })).toEqual({ kind: 'pattern', pattern: /^\+PONG/ });
    expect(expected({ match: '/^pong$/i' })).toEqual({ kind: 'pattern', pattern: /^pong$/i });
    expect(expected({ match: '/' })).toEqual({ kind: 'pattern', pattern: /\// });
    expect(expected({ match: /^x/s })).toEqual({ kind: 'pattern', pattern: /^x/s });
  });

  test.each(['(', '', '//', '/a/g', '/a/y', '/a/xyz', /a/g, new RegExp(''), 'a'.repeat(1001)])(
    'the pattern %s is refused',
    (match) => {
      expect(problems({ send: { text: 'PING' }, expect: { match } })).toEqual([
        expect.stringMatching(/^heartbeat\.expect\.match: found .*, expected a regular expression such as/),
      ]);
    },
  );

  test('any is refused where only order ties replies to requests', () => {
    const message =
      "heartbeat.expect: found 'any', expected 'echo', { text }, { hex }, { match } or a function: in mode MODE only order ties replies to requests, so the answer must be known by its content";
    expect(problems({ send: { text: 'PING' } })).toEqual([message.replace('MODE', 'sync')]);
    expect(problems({ send: () => new Uint8Array(0), expect: 'any' }, { exchange: { mode: 'pipeline' } })).toEqual([
      message.replace('MODE', 'pipeline'),
    ]);
  });

  test('any with an empty heartbeat means the empty frame', () => {
    expect(beat({ send: 'empty' }).expect).toEqual(bytes(''));
    expect(beat({ send: { hex: '' }, expect: 'any', role: 'responder' }).expect).toEqual(bytes(''));
  });

  test.each(['responder', 'both'] as const)('a %s must know a heartbeat when it sees one', (role) => {
    expect(problems({ role, send: { text: 'PING' } })).toEqual([
      `heartbeat.expect: found 'any', expected 'echo', { text }, { hex }, { match } or a function: a ${role} must know the peer’s heartbeat when it sees one`,
    ]);
    expect(problems({ role, send: () => new Uint8Array(1), expect: 'echo' })).toEqual([
      `heartbeat.expect: found "echo", expected { text }, { hex }, { match } or a function: a ${role} must know the peer’s heartbeat, and an echo of what a function gives is not known`,
    ]);
    expect(problems({ role, ...echo })).toEqual([]);
  });
});

describe('an empty frame needs a framing that has one', () => {
  const length = { type: 'length', encoding: 'uint', bytes: 2 };
  test.each<[unknown, boolean]>([
    ['line', true],
    ['ascii:4', true],
    ['varint', true],
    [{ ...length, includesHeader: true, adjustment: 2 }, true],
    [{ ...length, includesHeader: true, adjustment: 3 }, false],
    [{ ...length, adjustment: 1 }, false],
    [{ ...length, adjustment: -2 }, true],
    [{ ...length, strip: false }, false],
    ['fixed:8', false],
    ['read-once', false],
  ])('%j: %s', (framing, has) => {
    expect(problems({ send: 'empty' }, { framing })).toEqual(
      has
        ? []
        : ['heartbeat.send: found "empty", expected { text }, { hex } or a function: this framing has no empty frame'],
    );
    expect(problems({ send: { text: 'PING' }, expect: { text: '' } }, { framing })).toEqual(
      has
        ? []
        : ['heartbeat.expect: found a map, expected an answer that is not empty: this framing has no empty frame'],
    );
  });

  test('a codec of the user’s own says so itself', () => {
    expect(problems({ send: 'empty' }, { framing: codec(true) })).toEqual([]);
    expect(problems({ send: 'empty' }, { framing: codec(false) })).toHaveLength(1);
    expect(problems(echo, { framing: codec(true, true) })).toHaveLength(1);
  });

  test('where a frame ends the stream there is no heartbeat at all', () => {
    expect(problems(echo, { framing: 'until-close' })).toEqual([
      "heartbeat: found a map, expected 'off' with this framing: to send a frame ends the stream",
    ]);
  });
});
