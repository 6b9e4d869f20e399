/** Small charts with something of everything that is drawn. */
import { and, assign, createMachine, not, or, raise, setup, stateIn } from 'xstate';

const effect = (): void => {};

export const door = setup({
  actions: { creak: effect, count: assign({ knocks: 1 }), slam: raise({ type: 'slam' }) },
  guards: { locked: () => false, bolted: () => false, atLeast: (_, params: { n: number }) => params.n > 0 },
  delays: { draught: 1_000 },
}).createMachine({
  id: 'door',
  version: '3',
  context: { knocks: 0 },
  initial: 'shut',
  on: { burn: '.gone', knock: { actions: 'count' } },
  states: {
    shut: {
      entry: 'creak',
      on: {
        push: { guard: and([not('locked'), or(['bolted', { type: 'atLeast', params: { n: 2 } }])]), target: 'open' },
        kick: { guard: not('locked'), target: 'open' },
        shove: { guard: not('locked'), target: 'open' },
        ring: { target: 'shut', reenter: true },
      },
    },
    open: {
      initial: 'ajar',
      exit: ['creak', 'count'],
      on: { pull: { target: '#door.open.wide', actions: 'creak' } },
      after: { draught: { target: 'shut', actions: ['creak', 'slam'] } },
      states: {
        ajar: { on: { push: 'wide' }, after: { 500: 'wide' } },
        wide: { on: { let: '#door.shut', swing: '#door.open' } },
      },
      always: { guard: 'bolted', target: 'gone' },
    },
    gone: { type: 'final' },
  },
});

/** Names that Mermaid's grammar trips over, parallel regions and a history state. */
export const odd = createMachine({
  id: 'odd',
  initial: 'end',
  states: {
    end: { on: { 'a:b;c#d': 'note', '*': 'both.left.up', '"quoted"\n<b>': { target: 'note', guard: () => true } } },
    note: { on: { 'end note': 'awaiting-reply', back: 'both.past' } },
    'awaiting-reply': { on: { next: 'awaiting_reply' } },
    awaiting_reply: {},
    both: {
      type: 'parallel',
      onDone: 'end',
      states: {
        left: { initial: 'up', states: { up: { on: { flip: 'down' } }, down: { type: 'final' } } },
        right: {
          initial: 'up',
          states: {
            up: { on: { flip: { target: 'down', guard: stateIn('#odd.both.left.down') } } },
            down: { type: 'final' },
          },
        },
        past: { type: 'history', history: 'deep' },
      },
    },
  },
});
