import {
  and,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  log,
  raise,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import { expect, test } from 'vitest';
import { compile } from '../../src/actor/compile.ts';
import { HoldfastError } from '../../src/contract/errors.ts';

const wiring = { effects: {}, watched: () => false, stepped: () => {}, settled: () => {}, ended: () => {} };

/** The message with which the compiled engine refuses a chart. */
const refusal = (config: object, implementations: object = {}): string => {
  try {
    compile(createMachine({ id: 'chart', ...config } as never, implementations as never), wiring);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'chart-unsupported') return error.message;
    throw error;
  }
  return 'taken';
};

const doing = (action: unknown): object => ({ initial: 'a', states: { a: { on: { go: { actions: action } } } } });
const guarded = (guard: unknown): object => ({ initial: 'a', states: { a: { on: { go: { guard, target: 'a' } } } } });

const features: readonly (readonly [feature: string, path: string, config: object, implementations?: object])[] = [
  ['parallel', 'a', { initial: 'a', states: { a: { type: 'parallel', states: { x: {}, y: {} } } } }],
  [
    'history',
    'a.back',
    { initial: 'a', states: { a: { initial: 'x', states: { x: {}, back: { type: 'history' } } } } },
  ],
  ['invoke', 'a', { initial: 'a', states: { a: { invoke: { src: 'worker' } } } }],
  ['spawnChild', 'a', doing(spawnChild('worker'))],
  ['stopChild', 'a', doing(stopChild('worker'))],
  ['enqueueActions', 'a', doing(enqueueActions(() => {}))],
  ['sendTo', 'a', doing(sendTo('other', { type: 'hello' }))],
  ['emit', 'a', doing(emit({ type: 'hello' }))],
  ['cancel', 'a', doing(cancel('timer'))],
  ['log', 'a', doing(log('hello'))],
  ['log', 'a', doing('tell'), { actions: { tell: log('hello') } }],
  ['raise with a delay', 'a', doing(raise({ type: 'hello' }, { delay: 10 }))],
  ['raise of anything but an event object', 'a', doing(raise('hello' as never))],
  ['action "tell" that is not a function', 'a', doing('tell'), { actions: { tell: 'other' } }],
  ['stateIn', 'a', guarded(stateIn('a'))],
  ['stateIn', 'a', guarded(and([stateIn('a')]))],
  ['guard "open", which nobody implements', 'a', guarded('open')],
  ['guard "open", which stands for itself', 'a', guarded('open'), { guards: { open: 'shut', shut: and(['open']) } }],
  ['delay "later", which nobody implements', 'a', { initial: 'a', states: { a: { after: { later: 'a' } } } }],
  ['one delay written in two ways', 'a', { initial: 'a', states: { a: { after: { '10': 'a', '1e1': 'a' } } } }],
  ['the id "same" given twice', 'b', { initial: 'a', states: { a: { id: 'same' }, b: { id: 'same' } } }],
  ['output', 'a', { initial: 'a', states: { a: { type: 'final', output: { x: 1 } } } }],
  ['output', '', { initial: 'a', output: { x: 1 }, states: { a: {} } }],
  ['route', 'b', { initial: 'a', states: { a: {}, b: { id: 'there', route: {} } } }],
  ['a final root', '', { type: 'final' }],
  ['states within a state of type "final"', 'a', { initial: 'a', states: { a: { type: 'final', states: { b: {} } } } }],
  [
    'a transition to several targets',
    'a',
    { initial: 'a', states: { a: { on: { go: { target: ['b', 'c'] } } }, b: {}, c: {} } },
  ],
  [
    'a transition that enters the root without leaving it',
    'a',
    { id: 'chart', initial: 'a', states: { a: { on: { go: '#chart' } } } },
  ],
  [
    'more than 31 delays at a time',
    'a',
    {
      initial: 'a',
      states: { a: { after: Object.fromEntries(Array.from({ length: 32 }, (_, ms) => [ms + 1, 'a'])) } },
    },
  ],
];

for (const [feature, path, config, implementations] of features) {
  test(`${feature} is refused by name, with the path "${path}"`, () => {
    const where = path === '' ? 'its root' : `state "${path}"`;
    expect(refusal(config, implementations)).toBe(
      `chart "chart", ${where}: the compiled engine does not take ${feature}`,
    );
  });
}

test('the features that are taken are not refused', () => {
  expect(
    refusal(
      {
        initial: 'a',
        context: { n: 0 },
        states: {
          a: {
            entry: ['x', { type: 'y', params: { z: 1 } }, raise({ type: 'go' }), assign({ n: 1 })],
            always: { guard: and(['g', () => true]), actions: 'x' },
            on: { '*': 'b.c', 'go.*': { target: 'a', reenter: true } },
            after: { 10: 'b', soon: 'b', computed: { actions: 'x' } },
          },
          b: { initial: 'c', states: { c: { on: { go: 'd' } }, d: { type: 'final' } }, onDone: 'e' },
          e: { type: 'final' },
        },
      },
      { guards: { g: () => true }, delays: { soon: 5, computed: () => 7 } },
    ),
  ).toBe('taken');
});
