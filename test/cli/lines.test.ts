import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { faultCodes } from '../../src/contract/faults.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { LinePrinter } from '../../src/cli/lines.ts';
import { painted, paintFor } from '../../src/cli/paint.ts';
import type { Paint } from '../../src/cli/paint.ts';
import { colourOf } from '../../src/cli/states.ts';
import { lossWords, span, wordsFor } from '../../src/cli/words.ts';
import type { Output } from '../../src/cli/world.ts';
import { record } from './fakes.ts';

const plain: Paint = (text) => text;
const printed = (verbose: boolean, parts: readonly Partial<TransitionRecord>[], paint = plain): readonly string[] => {
  const printer = new LinePrinter(['redis'], { verbose });
  return parts.flatMap((part) => printer.lines(record(part)).map((spans) => painted(spans, paint)));
};
const print = (...parts: readonly Partial<TransitionRecord>[]): readonly string[] => printed(false, parts);
const at = { at: 0 };
const output = (isTTY: boolean | undefined): Output => ({ write: () => true, isTTY });

describe('a line', () => {
  const life: readonly Partial<TransitionRecord>[] = [
    { from: '', to: 'connecting.waiting', event: { type: 'start', ...at } },
    { from: 'connecting.waiting', to: 'connecting.attempting.dialing', event: { type: 'turn', ...at } },
    {
      from: 'connecting.attempting.dialing',
      to: 'connected.listening.idle',
      event: { type: 'opened', ...at },
      mono: 5,
    },
    { mono: 20_005 },
    {
      from: 'connected.probing',
      to: 'reconnecting.backing-off',
      event: { type: 'after:probeTimeout', ...at },
      mono: 30_005,
    },
    {
      from: 'reconnecting.backing-off',
      to: 'connecting.waiting',
      event: { type: 'after:backoff', ...at },
      mono: 31_235,
    },
    { from: 'connecting.waiting', to: 'connecting.attempting.dialing', event: { type: 'turn', ...at }, mono: 31_236 },
    {
      from: 'connecting.attempting.dialing',
      to: 'dead',
      event: { type: 'close', ...at, reason: 'stopped' },
      mono: 31_300,
    },
  ];

  test('has its columns under each other, and a turn to dial that came at once is no line of its own', () => {
    expect(print(...life.filter((_, i) => i !== 3))).toEqual([
      '03:12:45.123  redis#1              → dialing      begins',
      '03:12:45.123  redis#1  dialing     → connected    the socket is open',
      '03:12:45.123  redis#1  probing     → backing-off  no answer to the probe',
      '03:12:45.123  redis#1  backing-off → dialing      after a wait of 1.23 s',
      '03:12:45.123  redis#1  dialing     → dead         asked to close: stopped',
    ]);
  });

  test('tells every change when everything is asked for', () => {
    expect(printed(true, life)).toEqual([
      '03:12:45.123  redis#1                 → waiting         begins',
      '03:12:45.123  redis#1  waiting        → dialing         has its turn to dial',
      '03:12:45.123  redis#1  dialing        → idle            the socket is open',
      '03:12:45.123  redis#1  idle           → probing         after silence of 20 s',
      '03:12:45.123  redis#1  probing        → backing-off     no answer to the probe',
      '03:12:45.123  redis#1  backing-off    → waiting         after a wait of 1.23 s',
      '03:12:45.123  redis#1  waiting        → dialing         has its turn to dial after 1 ms',
      '03:12:45.123  redis#1  dialing        → dead            asked to close: stopped',
    ]);
  });

  test('tells a turn that had to be waited for, and an end while waiting', () => {
    const waiting = { from: '', to: 'connecting.waiting', event: { type: 'start', ...at } };
    expect(
      print(
        waiting,
        {
          from: 'connecting.waiting',
          to: 'connecting.attempting.dialing',
          event: { type: 'turn', ...at },
          mono: 4_000,
        },
        waiting,
        { from: 'connecting.waiting', to: 'dead', event: { type: 'destroy', ...at }, mono: 9_000 },
      ),
    ).toEqual([
      '03:12:45.123  redis#1  waiting     → dialing      has its turn to dial after 4 s',
      '03:12:45.123  redis#1  waiting     → dead         destroyed',
    ]);
  });

  test('is followed by what it shows of the peer', () => {
    const verdict = { kind: 'program-gone', evidence: [] } as const;
    const [first, second] = print({
      to: 'reconnecting.backing-off',
      event: { type: 'lost', ...at, reason: 'refused' },
      verdict,
    });
    expect(first).not.toContain('program');
    expect(second).toBe('              = program-gone: the peer’s host is alive, and its program is gone');
  });

  test.each(Object.keys(faultCodes))('of a name of usual length fits in 100 columns: %s', (reason) => {
    for (const verbose of [false, true])
      for (const line of printed(verbose, [
        { connection: 'core-bank-eu#1', to: 'reconnecting.backing-off', event: { type: 'lost', ...at, reason } },
      ]))
        expect(line.length).toBeLessThanOrEqual(100);
  });

  test('shows control characters and obeys none', () => {
    const [line] = print({ event: { type: 'rejected', ...at, reason: 'go\u001B[2J\n\u202Eaway' }, to: 'dead' });
    expect(line).toContain('go\\x1b[2J \\u{202e}away');
  });

  test('what left the state as it was does not shorten how long it lasted', () => {
    const [, line] = printed(true, [
      { from: 'connected.probing', to: 'connected.listening.idle', event: { type: 'replied', ...at }, mono: 0 },
      { mono: 1_500 },
    ]);
    expect(line).toContain('after silence of 1.5 s');
  });

  test('a longer name widens its column from there on', () => {
    const [first, second] = print({ connection: 'redis#1000' }, {});
    expect(first).toContain('redis#1000');
    expect(first?.indexOf('→')).toBe(second?.indexOf('→'));
  });
});

describe('words', () => {
  test.each<[TransitionRecord['event'], string]>([
    [{ type: 'lost', reason: 'refused' }, 'refused: nobody listens there'],
    [{ type: 'lost', reason: 'toString' }, 'toString'],
    [{ type: 'lost' }, 'lost'],
    [{ type: 'failed', reason: 'gave-up' }, 'gave-up'],
    [{ type: 'malformed', reason: 'frame-too-large' }, 'the peer’s bytes are no frame: frame-too-large'],
    [{ type: 'after:connectTimeout' }, 'no connection in time'],
    [{ type: 'unheard-of' }, 'unheard-of'],
    [{ type: 'destroy', reason: 'destroyed' }, 'destroyed'],
    [{ type: 'constructor' }, 'constructor'],
    [{ type: 'after:backoff' }, 'after a wait'],
  ])('%j is told as %s', (event, words) => {
    expect(wordsFor(record({ event }), null)).toBe(words);
  });

  test('are the fullest that fit', () => {
    const [full = '', brief = ''] = lossWords('timed-out');
    const lost = record({ event: { type: 'lost', ...at, reason: 'timed-out' } });
    expect([wordsFor(lost, null, full.length), wordsFor(lost, null, full.length - 1)]).toEqual([full, brief]);
    expect(wordsFor(lost, null, 3)).toBe('timed-out');
  });

  test('spans are told to three figures', () => {
    expect([0, 87.4, 999, 1_000, 1_234, 9_994, 12_345, 90_000].map(span)).toEqual([
      '0 ms',
      '87 ms',
      '999 ms',
      '1 s',
      '1.23 s',
      '9.99 s',
      '12 s',
      '90 s',
    ]);
  });
});

describe('colour', () => {
  test('is for terminals, unless it is not wanted there', () => {
    expect(paintFor(output(true), {})('a', 'red')).toBe('\u001B[31ma\u001B[0m');
    expect(paintFor(output(true), { NO_COLOR: '' })('a', 'red')).not.toBe('a');
    expect(paintFor(output(true), { NO_COLOR: '1' })('a', 'red')).toBe('a');
    expect(paintFor(output(true), { TERM: 'dumb' })('a', 'red')).toBe('a');
    expect(paintFor(output(false), {})('a', 'red')).toBe('a');
    expect(paintFor(output(undefined), {})('a', 'red')).toBe('a');
  });

  test('shows where a line is', () => {
    expect(['connected', 'probing', 'backing-off', 'dead', 'dialing', 'ending'].map(colourOf)).toEqual([
      'green',
      'yellow',
      'red',
      'red',
      'cyan',
      'dim',
    ]);
  });

  test('leaves the columns where they are', () => {
    const [colourless] = printed(false, [{}]);
    const [coloured = ''] = printed(false, [{}], paintFor(output(true), {}));
    expect(stripVTControlCharacters(coloured)).toBe(colourless);
    expect(coloured).not.toBe(colourless);
  });
});
