import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnyStateMachine, initialTransition } from 'xstate';
import { connectionMachine, linkMachine, writerMachine } from '../../machines/index.ts';
import { Args, type ChartContext } from '../../src/actor/args.ts';
import { Contexts } from '../../src/actor/contexts.ts';
import { WIDEST } from '../../src/actor/moulds.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '7', '0', 'constructor', 'toString'), fc.string({ maxLength: 2 }));
const contextOf = fc.dictionary(key, fc.jsonValue(), { maxKeys: 20, noNullPrototype: true });
const change = fc.dictionary(key, fc.jsonValue(), { maxKeys: 4, noNullPrototype: true });

const changed = (contexts: Contexts, context: ChartContext, by: Readonly<Record<string, unknown>>): ChartContext => {
  const makers = Object.values(by).map((value) => () => value);
  return contexts.changing(Object.keys(by), makers)(context, new Args(context, { type: 'x' }), undefined);
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

test('contexts of one chart may differ in their keys', () => {
  const contexts = new Contexts();
  const set = contexts.changing(['b'], [() => 2]);
  const by = (context: ChartContext): ChartContext => set(context, new Args(context, { type: 'x' }), undefined);
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
