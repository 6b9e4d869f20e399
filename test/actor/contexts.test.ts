import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnyStateMachine, initialTransition } from 'xstate';
import { connectionMachine, linkMachine, writerMachine } from '../../machines/index.ts';
import type { ChartContext } from '../../src/actor/args.ts';
import { Contexts } from '../../src/actor/contexts.ts';
import { WIDEST } from '../../src/actor/moulds.ts';
import { compileAction } from '../../src/actor/operations.ts';
import { Run } from '../../src/actor/run.ts';
import { VirtualClock } from '../../src/testkit/virtual-clock.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '7', '0', 'constructor', 'toString'), fc.string({ maxLength: 2 }));
const contextOf = fc.dictionary(key, fc.jsonValue(), { maxKeys: 20, noNullPrototype: true });
const change = fc.dictionary(key, fc.jsonValue(), { maxKeys: 4, noNullPrototype: true });

type Changes = Readonly<Record<string, unknown>>;

const assign = (contexts: Contexts, by: Changes): ((run: Run) => void) => {
  const assignment = new Map(Object.entries(by).map(([name, value]) => [name, { value }]));
  return compileAction({}, contexts, { kind: 'assign', params: { value: undefined }, assignment }).apply;
};

/** An event at work on a context that others may hold, or that is the actor's alone. */
const event = (contexts: Contexts, context: ChartContext, held: 'lent' | 'own'): Run => {
  const run = new Run(new VirtualClock(), contexts);
  run.begin(context, { type: 'x' }, null, held === 'lent');
  return run;
};

const changed = (contexts: Contexts, context: ChartContext, by: Changes): ChartContext => {
  const run = event(contexts, context, 'lent');
  assign(contexts, by)(run);
  return run.context;
};

/** All that must be equal: also the order of keys, and that it is plain. */
const facets = (one: object): unknown => [one, JSON.stringify(one), Reflect.ownKeys(one), Object.getPrototypeOf(one)];

test('a new context is what spreading the old one and the new values gives, whatever the keys', () => {
  fc.assert(
    fc.property(contextOf, fc.array(change, { maxLength: 5 }), fc.boolean(), (first, changes, subset) => {
      const contexts = new Contexts();
      let context: ChartContext = contexts.adopt(first);
      expect(facets(context)).toEqual(facets(first));
      for (const one of changes) {
        // Either any keys, or only those that are there.
        const by = subset
          ? Object.fromEntries(Object.entries(one).filter(([name]) => Object.hasOwn(context, name)))
          : one;
        const before = structuredClone(context);
        const next = changed(contexts, context, by);
        expect(facets(next)).toEqual(facets({ ...context, ...by }));
        expect(context).toEqual(before);
        context = next;
      }
    }),
  );
});

test('a context that nobody else holds is written to, and an event that crashes leaves it as it was', () => {
  fc.assert(
    fc.property(contextOf, fc.array(change, { minLength: 1, maxLength: 5 }), (first, changes) => {
      const contexts = new Contexts();
      const context = contexts.adopt(first);
      const run = event(contexts, context, 'own');
      let expected: object = first;
      for (const by of changes) {
        assign(contexts, by)(run);
        expected = { ...expected, ...by };
        expect(facets(run.context)).toEqual(facets(expected));
        expect(facets(run.before ?? context)).toEqual(facets(first));
      }
      run.undo(context);
      expect(facets(context)).toEqual(facets(first));
    }),
  );
  const contexts = new Contexts();
  const context = contexts.adopt({ a: 1, b: 2 });
  const run = event(contexts, context, 'own');
  assign(contexts, { a: 3 })(run);
  expect(run.context).toBe(context);
});

test('contexts of one chart may differ in their keys', () => {
  const contexts = new Contexts();
  const set = assign(contexts, { b: 2 });
  const by = (context: ChartContext): ChartContext => {
    const run = event(contexts, context, 'lent');
    set(run);
    return run.context;
  };
  expect(facets(by(contexts.adopt({ a: 1, b: 1 })))).toEqual(facets({ a: 1, b: 2 }));
  expect(facets(by(contexts.adopt({ b: 1, a: 1 })))).toEqual(facets({ b: 2, a: 1 }));
  expect(facets(by(contexts.adopt({ a: 1, b: 1 })))).toEqual(facets({ a: 1, b: 2 }));
});

test('the contexts of the charts here are not too wide to be copied fast', () => {
  for (const machine of [connectionMachine, linkMachine, writerMachine]) {
    const first = initialTransition(machine as AnyStateMachine, {
      policy: {},
      seed: 1,
      keepSending: null,
      drainTimeout: 1,
    })[0];
    expect(Object.keys(first.context as object).length).toBeLessThanOrEqual(WIDEST);
  }
});

test('keys that are symbols are kept', () => {
  const mark = Symbol('mark');
  const contexts = new Contexts();
  const first = contexts.adopt({ a: 1, [mark]: 2 });
  expect(facets(changed(contexts, first, { a: 3 }))).toEqual(facets({ a: 3, [mark]: 2 }));
});
