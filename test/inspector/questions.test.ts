/** What a page says is read as what it must be, or refused by its own error: whatever it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/contract/errors.ts';
import type { PageMessage } from '../../src/inspector/protocol.ts';
import { actions } from '../../src/inspector/protocol.ts';
import { readQuestion } from '../../src/inspector/read-question.ts';

const name = fc.string({ maxLength: 40 });
const t = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const id = fc.nat();
const filter = fc.record(
  {
    link: name,
    connection: name,
    chart: name,
    state: name,
    event: name,
    text: name,
    cause: fc.constantFrom('io', 'timer', 'user', 'supervisor', 'crash', 'chaos'),
    since: t,
    until: t,
  },
  { requiredKeys: [] },
);
const views = fc.uniqueArray(
  fc.oneof(
    fc.record({ view: fc.constantFrom('fleet', 'tree', 'rates') }),
    fc.record(
      {
        view: fc.constant('timeline'),
        window: fc.integer({ min: 1, max: 86_400_000 }),
        most: fc.integer({ min: 1, max: 500 }),
        order: fc.constantFrom('worst', 'name'),
        link: name,
      },
      { requiredKeys: ['view', 'window', 'most', 'order'] },
    ),
    fc.record({ view: fc.constant('connection'), connection: name }),
    fc.record({ view: fc.constant('trail'), filter, limit: fc.integer({ min: 1, max: 1_000 }) }),
  ),
  { selector: ({ view }) => view, maxLength: 6 },
);
const message = fc.oneof(
  fc.record({ type: fc.constant('watch'), views }),
  fc.record({ type: fc.constant('why'), id, link: name, t }, { requiredKeys: ['type', 'id', 'link'] }),
  fc.record({ type: fc.constant('chart'), id, chart: name }),
  fc.record({ type: fc.constant('export'), id, filter }),
  fc.record(
    { type: fc.constant('act'), id, action: fc.constantFrom(...actions), link: name, ms: fc.nat({ max: 60_000 }) },
    { requiredKeys: ['type', 'id', 'action', 'link'] },
  ),
  fc.record({ type: fc.constant('seek'), id, t }),
);

const read = (text: string): PageMessage | string => {
  try {
    return readQuestion(text);
  } catch (error) {
    if (error instanceof HoldfastError) return error.code;
    throw error;
  }
};

describe('what a page says', () => {
  it('is read as it was said', () => {
    fc.assert(
      fc.property(message, (said) => {
        expect(read(JSON.stringify(said))).toEqual(JSON.parse(JSON.stringify(said)));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused by one error whatever else it is', () => {
    const known: ReadonlySet<unknown> = new Set([
      'inspector-refused',
      'watch',
      'why',
      'chart',
      'export',
      'act',
      'seek',
    ]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const answer = read(text);
        expect(known).toContain(typeof answer === 'string' ? answer : answer.type);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a text that is too long', { type: 'chart', id: 1, chart: 'x'.repeat(1_025) }],
    ['more rows than are shown', { type: 'watch', views: [{ view: 'timeline', window: 1, most: 501, order: 'name' }] }],
    ['more records than are told', { type: 'watch', views: [{ view: 'trail', filter: {}, limit: 1_001 }] }],
    ['a longer delay than is taken', { type: 'act', id: 1, action: 'delay', link: 'line', ms: 60_001 }],
    ['the same view twice', { type: 'watch', views: [{ view: 'tree' }, { view: 'tree' }] }],
    ['an action that there is not', { type: 'act', id: 1, action: 'toString', link: 'line' }],
    ['a cause that there is not', { type: 'export', id: 1, filter: { cause: 'constructor' } }],
    ['no id', { type: 'why', link: 'line' }],
    ['nothing', null],
  ])('is refused where it is %s', (_, said) => {
    expect(read(JSON.stringify(said))).toBe('inspector-refused');
  });

  it('brings no prototype with it', () => {
    const answer = readQuestion('{"type":"export","id":1,"filter":{"__proto__":{"link":"x"},"constructor":"y"}}');
    expect(answer).toEqual({ type: 'export', id: 1, filter: {} });
    expect(Object.getPrototypeOf(answer.type === 'export' ? answer.filter : null)).toBe(Object.prototype);
  });
});
