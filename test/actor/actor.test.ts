import { describe, expect, test } from 'vitest';
import { assign } from 'xstate';
import { bump, chart, fail, note } from './running-chart.ts';
import type { Context, Event } from './running-chart.ts';

describe.each(['compiled', 'interpreted'] as const)('%s', (engine) => {
  test('an actor is idle until it starts, active, and done in a final state', () => {
    const { actor, owner } = chart(engine, { initial: 'a', states: { a: { on: { go: 'b' } }, b: { type: 'final' } } });
    expect(actor.snapshot()).toEqual({ value: '', context: {}, status: 'idle', armed: [], error: undefined });
    actor.send({ type: 'go' });
    actor.start();
    actor.start();
    expect(actor.snapshot()).toEqual({ value: 'a', context: { n: 0 }, status: 'active', armed: [], error: undefined });
    actor.send({ type: 'go' });
    actor.send({ type: 'go' });
    expect(actor.status).toBe('done');
    expect(owner.told).toEqual(['step to a', 'settled', 'step to b', 'settled', 'done']);
  });

  test('for each event come effects, its step, then settled; what is sent meanwhile is queued behind it', () => {
    const { actor, owner } = chart(
      engine,
      { initial: 'a', states: { a: { on: { go: { actions: ['one', 'two'] }, later: { actions: 'three' } } } } },
      {
        one: (it) => {
          it.told.push('one');
          actor.send({ type: 'later' });
          it.told.push('one through');
        },
        two: note('two'),
        three: note('three'),
      },
    );
    actor.start();
    owner.told.length = 0;
    actor.send({ type: 'go' });
    expect(owner.told).toEqual(['one', 'one through', 'two', 'step to a', 'settled', 'three', 'step to a', 'settled']);
  });

  test('a step says where from, by what, where to, and which guards and effects', () => {
    const { actor, owner, clock } = chart(
      engine,
      {
        initial: 'a',
        states: {
          a: {
            on: {
              go: [
                { guard: 'never', target: 'c' },
                { guard: 'open', target: 'b', actions: ['bump', 'shout'] },
              ],
            },
          },
          b: { entry: 'greet', always: { guard: 'counted', target: 'c' } },
          c: { after: { soon: { target: 'a', actions: 'shout' } } },
        },
      },
      { shout: () => {}, greet: () => {} },
      {
        implementations: {
          guards: {
            never: () => false,
            open: () => true,
            counted: ({ context }: { context: Context }) => context.n === 1,
          },
          delays: { soon: 30 },
        },
      },
    );
    actor.start();
    actor.send({ type: 'go', at: 5 });
    clock.advance(30);
    expect(owner.steps).toEqual([
      { from: '', event: { type: 'start', at: 0 }, timer: false, to: 'a', context: { n: 0 }, guards: [], effects: [] },
      {
        from: 'a',
        event: { type: 'go', at: 5 },
        timer: false,
        to: 'c',
        context: { n: 1 },
        guards: ['open', 'counted'],
        effects: ['shout', 'greet'],
      },
      {
        from: 'c',
        event: { type: 'after:soon', at: 30 },
        timer: true,
        to: 'a',
        context: { n: 1 },
        guards: [],
        effects: ['shout'],
      },
    ]);
  });

  test('nobody watching, no step is told', () => {
    const { actor, owner } = chart(
      engine,
      { initial: 'a', states: { a: { on: { go: { actions: 'x' } } } } },
      { x: note('x') },
    );
    owner.watching = false;
    actor.start();
    actor.send({ type: 'go' });
    expect(owner.told).toEqual(['settled', 'x', 'settled']);
  });

  test.each(['guard', 'action', 'effect', 'params', 'delay'])(
    'a throwing %s crashes its actor alone, with the state before',
    (what) => {
      const thrown = new Error('bad');
      const bad = (): never => {
        throw thrown;
      };
      const transitions: Record<string, object> = {
        guard: { target: 'b', guard: bad },
        action: { target: 'b', actions: ['bump', assign({ n: bad })] },
        effect: { target: 'b', actions: ['bump', 'bad'] },
        params: { target: 'b', actions: { type: 'fine', params: bad } },
        delay: { target: 'c' },
      };
      const { actor, owner, another, clock } = chart(
        engine,
        {
          initial: 'a',
          states: { a: { on: { go: transitions[what] }, after: { 50: 'b' } }, b: {}, c: { after: { bad: 'a' } } },
        },
        { bad, fine: () => {} },
        { implementations: { delays: { bad }, actions: { bump } } },
      );
      const sibling = another();
      sibling.start();
      actor.start();
      owner.told.length = 0;
      actor.send({ type: 'go' });
      const { error, ...snapshot } = actor.snapshot();
      expect(snapshot).toEqual({ value: 'a', context: { n: 0 }, status: 'crashed', armed: [] });
      expect(String(error)).toMatch(/bad$/);
      expect(owner.told).toEqual(['settled', 'crashed']);
      actor.send({ type: 'go' });
      clock.advance(100);
      expect(owner.told).toEqual(['settled', 'crashed', 'step to b', 'settled']);
      expect(sibling.snapshot()).toMatchObject({ value: 'b', status: 'active' });
    },
  );

  test('an event of the type "*" crashes its actor, as no chart can mean it', () => {
    const { actor } = chart(engine, { initial: 'a', states: { a: { on: { '*': { actions: 'bump' } } } } });
    actor.start();
    actor.send({ type: '*' });
    expect(actor.status).toBe('crashed');
  });

  test('effects of the first state are performed once it is known, so a crash on the way performs none', () => {
    const config = { initial: 'a', states: { a: { entry: ['x', assign({ n: fail })] } } };
    const { actor, owner } = chart(engine, config, { x: note('x') });
    actor.start();
    expect(owner.told).toEqual(['settled', 'crashed']);
  });

  test('stopped, it drops what is sent and fires nothing, performs no effect and tells nobody', () => {
    const { actor, owner, clock } = chart(
      engine,
      { initial: 'a', exit: 'x', states: { a: { exit: 'x', on: { go: 'b' }, after: { 10: 'b' } }, b: {} } },
      { x: note('x') },
    );
    actor.start();
    owner.told.length = 0;
    actor.stop();
    expect(clock.alarm).toBeNull();
    actor.send({ type: 'go' });
    actor.start();
    clock.advance(20);
    expect(actor.snapshot()).toMatchObject({ value: 'a', status: 'stopped', armed: [] });
    expect(owner.told).toEqual([]);
  });

  test('stopped before its start, it never starts', () => {
    const { actor, owner } = chart(engine, { initial: 'a', states: { a: {} } });
    actor.stop();
    actor.start();
    expect(actor.snapshot()).toMatchObject({ value: '', status: 'stopped' });
    expect(owner.told).toEqual([]);
  });

  test('stopped from within an effect, it finishes that event and takes no other', () => {
    const { actor, owner, clock } = chart(
      engine,
      {
        initial: 'a',
        states: { a: { on: { go: { target: 'b', actions: ['more', 'stop', 'last'] } } }, b: { after: { 10: 'a' } } },
      },
      { more: () => actor.send({ type: 'go' }), stop: () => actor.stop(), last: note('last') },
    );
    actor.start();
    owner.told.length = 0;
    actor.send({ type: 'go' });
    expect(owner.told).toEqual(['last', 'step to b', 'settled']);
    expect(actor.status).toBe('stopped');
    expect(clock.alarm).toBeNull();
  });

  test('`would` foretells an effect, also behind eventless and raised transitions, and changes nothing', () => {
    const { actor, owner } = chart(
      engine,
      {
        initial: 'a',
        states: {
          a: {
            on: {
              go: [
                { guard: ({ event }: { event: Event }) => event.at === 1, actions: 'x' },
                { target: 'b', actions: 'bump' },
              ],
            },
          },
          b: { always: { guard: ({ context }: { context: Context }) => context.n === 1, target: 'c' } },
          c: { entry: 'y', after: { 10: 'a' } },
        },
      },
      { x: note('x'), y: note('y') },
    );
    expect(actor.would({ type: 'go', at: 1 }, 'x')).toBe(false);
    actor.start();
    owner.told.length = 0;
    expect(actor.would({ type: 'go', at: 1 }, 'x')).toBe(true);
    expect(actor.would({ type: 'go', at: 1 }, 'y')).toBe(false);
    expect(actor.would({ type: 'go', at: 2 }, 'y')).toBe(true);
    expect(actor.would({ type: 'stay' }, 'y')).toBe(false);
    expect(actor.snapshot()).toEqual({ value: 'a', context: { n: 0 }, status: 'active', armed: [], error: undefined });
    expect(owner.told).toEqual([]);
  });

  test('what is armed is listed, and what falls due together is fired, by deadline and then by arming', () => {
    const { actor, owner, clock } = chart(engine, {
      initial: 'a',
      after: { 30: { actions: 'bump' } },
      states: {
        a: {
          initial: 'b',
          after: { 20: { actions: 'bump' }, 30: { actions: 'bump' } },
          states: { b: { after: { 30: {}, 10: {} } } },
        },
      },
    });
    actor.start();
    expect(actor.snapshot().armed).toEqual(['a.b:10', 'a:20', ':30', 'a:30', 'a.b:30']);
    clock.stall(100);
    const fired = owner.steps.filter(({ timer }) => timer).map(({ event }) => event.type);
    expect(fired).toEqual(['after:10', 'after:20', 'after:30', 'after:30', 'after:30']);
    expect(owner.steps.at(-1)?.event.at).toBe(100);
  });

  test('a delay of 0 that is armed again and again lets others have their turn', () => {
    const { actor, owner, clock, another } = chart(engine, {
      initial: 'a',
      states: { a: { after: { 0: { target: 'a', reenter: true, actions: 'bump' } } } },
    });
    actor.start();
    another().start();
    for (let alarm = 0; alarm < 3; alarm += 1) clock.step();
    expect(actor.context.n).toBe(3);
    expect(owner.steps.filter(({ timer }) => timer)).toHaveLength(6);
  });

  test.each([
    [-5, 0],
    [Number.NaN, 0],
    [0.25, 0.25],
    [2 ** 32, 2 ** 32],
    [Infinity, undefined],
  ])('a delay of %s is over after %s ms', (delay, after) => {
    const { actor, clock } = chart(
      engine,
      { initial: 'a', states: { a: { after: { computed: 'b' } }, b: {} } },
      {},
      { implementations: { delays: { computed: () => delay } } },
    );
    actor.start();
    expect(actor.snapshot().armed).toEqual(after === undefined ? [] : ['a:computed']);
    while (clock.step());
    expect(actor.value).toBe(after === undefined ? 'a' : 'b');
    expect(clock.now()).toBe(after ?? 0);
  });

  test('its deadlines keep the process alive unless it is told otherwise', () => {
    const { actor, clock } = chart(engine, {
      initial: 'a',
      states: { a: { after: { 10: 'b' } }, b: { after: { 10: 'a' } } },
    });
    actor.start();
    expect(clock.alarm).toEqual(expect.objectContaining({ at: 10, ref: true }));
    actor.ref(false);
    expect(clock.alarm).toEqual(expect.objectContaining({ at: 10, ref: false }));
    clock.advance(10);
    expect(clock.alarm).toEqual(expect.objectContaining({ at: 20, ref: false }));
    actor.ref(true);
    expect(clock.alarm).toEqual(expect.objectContaining({ at: 20, ref: true }));
  });

  test('contexts are plain objects, made anew and never changed', () => {
    const { actor } = chart(
      engine,
      {
        context: ({ input }: { input: Context }) => ({ n: input.n, list: [1] }),
        initial: 'a',
        states: { a: { on: { go: { actions: 'bump' } } } },
      },
      {},
      { input: { n: 4 } },
    );
    actor.start();
    const before = actor.context;
    actor.send({ type: 'go' });
    expect(before).toEqual({ n: 4, list: [1] });
    expect(actor.context).toStrictEqual({ n: 5, list: [1] });
    expect(Object.getPrototypeOf(actor.context)).toBe(Object.prototype);
    expect(JSON.stringify(actor.context)).toBe('{"n":5,"list":[1]}');
  });

  test('a context that was asked for stays as it was, also where nobody looks on', () => {
    const kept: Context[] = [];
    const { actor, owner } = chart(
      engine,
      {
        initial: 'a',
        states: { a: { on: { ask: { actions: ['ask', 'bump', 'ask', 'bump', 'ask'] }, go: { actions: 'bump' } } } },
      },
      { ask: () => void kept.push(actor.context) },
    );
    owner.watching = false;
    actor.start();
    for (let n = 0; n < 6; n += 2) actor.send({ type: 'ask' });
    expect(kept.map(({ n }) => n)).toEqual([0, 0, 0, 2, 2, 2, 4, 4, 4]);
    // After the first event that nobody asked in, the context is the actor's alone.
    actor.send({ type: 'go' });
    const { context } = actor;
    actor.send({ type: 'go' });
    expect([context, actor.context]).toEqual([{ n: 7 }, { n: 8 }]);
  });

  test('effects of the start are performed last, each with the context of its turn', () => {
    const seen: number[] = [];
    const { actor, owner } = chart(
      engine,
      { initial: 'a', states: { a: { entry: ['see', 'bump', 'see', 'bump', 'see'] } } },
      { see: (_, { n }) => void seen.push(n) },
    );
    owner.watching = false;
    actor.start();
    expect(seen).toEqual([0, 1, 2]);
  });

  test('an action of the chart that the owner does not know runs as the chart has it', () => {
    const heard: unknown[] = [];
    const own = ({ context }: { context: Context }, params: unknown): void => void heard.push([context.n, params]);
    const { actor } = chart(
      engine,
      { initial: 'a', states: { a: { on: { go: { actions: ['bump', { type: 'own', params: { x: 1 } }] } } } } },
      {},
      { implementations: { actions: { bump, own } } },
    );
    actor.start();
    actor.send({ type: 'go' });
    expect(heard).toEqual([[1, { x: 1 }]]);
  });

  test('an effect that bears the name of an assign does not take its place', () => {
    const { actor } = chart(
      engine,
      { initial: 'a', states: { a: { on: { go: { actions: 'bump' } } } } },
      { bump: note('never') },
    );
    actor.start();
    actor.send({ type: 'go' });
    expect(actor.context.n).toBe(1);
  });

  test('an eventless transition that changes nothing is taken once for each event', () => {
    const { actor, owner } = chart(
      engine,
      { options: { maxIterations: 50 }, initial: 'a', states: { a: { always: { actions: 'x' } } } },
      { x: note('x') },
    );
    actor.start();
    actor.send({ type: 'go' });
    expect(owner.told).toEqual(['x', 'step to a', 'settled', 'x', 'step to a', 'settled']);
  });

  test('a circle of eventless transitions ends where the chart says, as a crash', () => {
    const circle = { a: { always: 'b' }, b: { always: 'a' } };
    const { actor } = chart(engine, { options: { maxIterations: 50 }, initial: 'a', states: circle });
    actor.start();
    expect(actor.status).toBe('crashed');
  });
});
