import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { LinePrinter } from '../../src/cli/lines.ts';
import { colourOf, paintFor } from '../../src/cli/paint.ts';
import { span, wordsFor } from '../../src/cli/words.ts';
import type { Output } from '../../src/cli/world.ts';
import { record } from './fakes.ts';

const plain = (text: string): string => text;
const print = (...parts: readonly Partial<TransitionRecord>[]): readonly string[] => {
  const printer = new LinePrinter(plain, ['redis']);
  return parts.map((part) => printer.line(record(part)));
};
const at = { at: 0 };
const output = (isTTY: boolean | undefined): Output => ({ write: () => true, isTTY });

describe('a line', () => {
  test('has its columns under each other', () => {
    expect(
      print(
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
        { from: 'connecting.waiting', to: 'dead', event: { type: 'close', ...at, reason: 'stopped' }, mono: 31_300 },
      ),
    ).toEqual([
      '03:12:45.123  redis#1                           → connecting.waiting        begins\n',
      '03:12:45.123  redis#1  connecting.waiting       → dialing                   has its turn to dial\n',
      '03:12:45.123  redis#1  connecting.dialing       → connected.idle            the socket is open\n',
      '03:12:45.123  redis#1  connected.idle           → probing                   after silence of 20 s\n',
      '03:12:45.123  redis#1  connected.probing        → reconnecting.backing-off  no answer to the probe\n',
      '03:12:45.123  redis#1  reconnecting.backing-off → connecting.waiting        after a wait of 1.23 s\n',
      '03:12:45.123  redis#1  connecting.waiting       → dead                      asked to close: stopped\n',
    ]);
  });

  test('is not written for what changes no state, nor for the writer’s own', () => {
    expect(
      print(
        { to: 'connected.listening.idle', event: { type: 'received', ...at } },
        { chart: 'writer', from: 'ended', to: 'flowing', event: { type: 'opened', ...at } },
      ),
    ).toEqual(['', '']);
  });

  test('what left the state as it was does not shorten how long it lasted', () => {
    const [, , line] = print(
      { from: 'connected.probing', to: 'connected.listening.idle', event: { type: 'replied', ...at }, mono: 0 },
      { to: 'connected.listening.idle', event: { type: 'received', ...at }, mono: 500 },
      { mono: 1_500 },
    );
    expect(line).toContain('after silence of 1.5 s');
  });

  test('a longer name widens its column from there on', () => {
    const [first, second] = print({ connection: 'redis#1000' }, {});
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
    expect(
      [
        'connected.idle',
        'connected.probing',
        'reconnecting.backing-off',
        'dead',
        'connecting.dialing',
        'closing.ending',
      ].map(colourOf),
    ).toEqual(['green', 'yellow', 'red', 'red', 'cyan', 'dim']);
  });

  test('leaves the columns where they are', () => {
    const colourless = new LinePrinter(plain, ['redis']).line(record({}));
    const coloured = new LinePrinter(paintFor(output(true), {}), ['redis']).line(record({}));
    expect(stripVTControlCharacters(coloured)).toBe(colourless);
    expect(coloured).not.toBe(colourless);
  });
});
