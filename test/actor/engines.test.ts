import { expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import { programFor } from '../../src/actor/engines.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import { chart } from './running-chart.ts';

test('an unhandled crash stays within its actor: nothing is thrown globally', async () => {
  const uncaught: unknown[] = [];
  const listen = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', listen);
  const { actor } = chart('interpreted', { initial: 'a', states: { a: { on: { go: { guard: 'missing' } } } } });
  actor.start();
  actor.send({ type: 'go' });
  // XState would throw it from a timer that it set before this one.
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  process.off('uncaughtException', listen);
  expect(actor.status).toBe('crashed');
  expect(uncaught).toEqual([]);
});

test.each(['self', 'system', 'spawn'])(
  'a function that asks for `%s`, which the compiled engine has not, crashes its actor',
  (name) => {
    const { actor } = chart('compiled', {
      initial: 'a',
      states: { a: { on: { go: { actions: assign((args: Record<string, unknown>) => ({ n: args[name] })) } } } },
    });
    actor.start();
    actor.send({ type: 'go' });
    const { error } = actor.snapshot();
    expect(error).toBeInstanceOf(HoldfastError);
    expect(error).toMatchObject({ code: 'chart-unsupported' });
    expect(String(error)).toContain(name);
  },
);

test('a program knows its chart by id and version', () => {
  for (const engine of ['compiled', 'interpreted'] as const) {
    const wiring = { effects: {}, watched: () => false, stepped: () => {}, settled: () => {}, ended: () => {} };
    const machine = createMachine({ id: 'this', version: '7', initial: 'a', states: { a: {} } });
    expect(programFor(engine, machine, wiring)).toMatchObject({ id: 'this', version: '7' });
  }
});

test('what a child of the chart does, which only the interpreter takes, is no part of a step', () => {
  const child = createMachine({
    initial: 'x',
    states: { x: { entry: () => {}, always: { guard: () => true, target: 'y' } }, y: {} },
  });
  const { actor, owner } = chart('interpreted', { invoke: { src: child }, initial: 'a', states: { a: {} } });
  actor.start();
  expect(owner.steps).toMatchObject([{ event: { type: 'start' }, guards: [], effects: [] }]);
  expect(owner.told).toEqual(['step to a', 'settled']);
  actor.stop();
  expect(actor.status).toBe('stopped');
});

test('parallel states, which only the interpreter takes, show in braces', () => {
  const region = { initial: 'x', states: { x: {}, y: {} } };
  const { actor } = chart('interpreted', {
    initial: 'on',
    states: { on: { type: 'parallel', states: { l: region, r: region } } },
  });
  actor.start();
  expect(actor.value).toBe('on.{l.x,r.x}');
});
