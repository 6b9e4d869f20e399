import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lines } from '../../src/audit/lines.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import { Desk, IN_USE, record } from './writer-kit.ts';

const unseen = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const asEscaped = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const nasty = fc.constantFrom(
  '\u0000',
  '\n',
  '\u001b[2J',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '"',
  '\\',
  '\ud800',
  'я',
  '😀',
);
const text = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(nasty, fc.string()), { maxLength: 6 }).map((parts) => parts.join('')),
);
const few = fc.constantFrom('a', 'b', 'connected.listening.idle', '\u202e');

/** Names from a few, so that what the writer remembers of one record is asked for by the next. */
const records: fc.Arbitrary<TransitionRecord> = fc.record(
  {
    seq: fc.nat(),
    at: fc.nat(),
    mono: fc.double({ min: 0, max: 1e9, noNaN: true }),
    link: few,
    connection: fc.oneof(few, text),
    epoch: fc.nat(3),
    chart: few,
    from: few,
    event: fc
      .tuple(
        few,
        fc.option(fc.oneof(fc.nat(5), fc.double(), text), { nil: undefined }),
        fc.dictionary(text, fc.jsonValue(), { maxKeys: 3, noNullPrototype: true }),
      )
      .map(([type, at, facts]) => ({ ...facts, ...(at === undefined ? {} : { at }), type })),
    to: few,
    guard: fc.oneof(few, text),
    effects: fc.array(few, { maxLength: 3 }),
    cause: fc.constantFrom('io' as const, 'user' as const),
    verdict: fc.record({ kind: fc.constant('not-known' as const), evidence: fc.array(text, { maxLength: 2 }) }),
  },
  {
    requiredKeys: [
      'seq',
      'at',
      'mono',
      'link',
      'connection',
      'epoch',
      'chart',
      'from',
      'event',
      'to',
      'effects',
      'cause',
    ],
  },
);

test('a line is what JSON makes of the entry, with nothing unseen in it', () => {
  fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 20 }), (some) => {
      const lines = new Lines();
      for (const one of some) {
        const line = lines.record(one);
        expect(line.slice(0, -1)).not.toMatch(unseen);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        // JavaScript puts keys that are numbers before all others.
        if (Object.keys(one.event).some((key) => /^\d/.test(key))) continue;
        // As text: V8 of Node 24 and 26 reads the key "\u0085" as "\\" once it has read an object with that one.
        expect(line).toBe(`${JSON.stringify(entry(one)).replace(asEscaped, escape)}\n`);
      }
    }),
    { numRuns: 300 },
  );
});

/** In the order of the contract, the event's type first. */
const entry = ({
  seq,
  at,
  mono,
  link,
  connection,
  epoch,
  chart,
  from,
  event,
  to,
  guard,
  effects,
  cause,
  verdict,
}: TransitionRecord): object => {
  const { type, ...facts } = event;
  return {
    type: 'record',
    seq,
    at,
    mono,
    link,
    connection,
    epoch,
    chart,
    from,
    event: { type, ...facts },
    to,
    guard,
    effects,
    cause,
    verdict,
  };
};

test('undefined facts are left out, and numbers that JSON has not are null', () => {
  const line = new Lines().record(
    record(1, { event: { type: 'lost', at: Number.NaN, detail: undefined, ms: Infinity } }),
  );
  expect(JSON.parse(line)).toHaveProperty('event', { type: 'lost', at: null, ms: null });
});

test('a record that is no JSON is a gap of its own, and is told', () => {
  const desk = new Desk();
  const audit = desk.open();
  const cycle: { self?: object } = {};
  cycle.self = cycle;
  audit.take(record(1), IN_USE);
  audit.take(record(2, { event: { type: 'lost', at: 2, cycle } }), IN_USE);
  audit.take(record(3), IN_USE);
  audit.close();
  expect(desk.told).toEqual(['segment 1 from 1', 'record 1', 'gap 2-2', 'summary 2-2', 'record 3', 'close 3']);
  expect(desk.entries[2]).toHaveProperty('reason', 'not JSON');
  expect(desk.faults.map(({ code }) => code)).toEqual(['audit-failed']);
  expect(desk.faults[0]?.message).toContain('record 2 cannot be kept');
});

test.each<Partial<TransitionRecord>>([
  { cause: 'timer' },
  { guard: 'other' },
  { epoch: 2 },
  { chart: 'writer' },
  { link: 'shop' },
  { effects: ['drop'] },
  { effects: ['drop', 'pull'] },
  { to: 'dead' },
])('records that differ in %j alone have lines of their own', (facts) => {
  const lines = new Lines();
  const first = record(1, { guard: 'one', effects: ['pull'] });
  for (const one of [first, { ...first, ...facts }, first])
    expect(JSON.parse(lines.record(one))).toEqual({ type: 'record', ...one });
});
