/** The charts of supervision, state by state, and mistakes planted in them: each must be caught. */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { childMachine, supervisorMachine } from '../../machines/index.ts';
import { childBroken, exploreChild, inputs } from './child.ts';
import type { ChildChart } from './child.ts';
import { exploreSupervisor, supervisorBroken, supervisorInputs } from './supervisor.ts';
import type { SupervisorChart } from './supervisor.ts';

interface Node {
  entry?: unknown;
  on: Record<string, unknown>;
  after: Record<string, unknown>;
  states: Record<string, Node>;
}

/** The chart with its table changed. */
const changed = <M extends AnyStateMachine>(machine: M, change: (root: Node) => void): M => {
  const { config, implementations } = machine;
  const copy = JSON.parse(JSON.stringify(config)) as Node & { context: unknown };
  copy.context = config.context;
  change(copy);
  return createMachine(copy as never, implementations as never) as unknown as M;
};
const at = (root: Node, state: string): Node => {
  const node = root.states[state];
  if (node === undefined) throw new Error(`the chart has no state ${state}`);
  return node;
};
const list = (node: Node, event: string): Record<string, unknown>[] => node.on[event] as Record<string, unknown>[];

const childMutants: Readonly<Record<string, () => ChildChart>> = {
  'one restart too many': () =>
    childMachine.provide({
      guards: { ownBudgetLeft: ({ context }) => context.restarts.length <= (context.budget?.restarts ?? 0) },
    }),
  'a restart is not counted': () => childMachine.provide({ actions: { counted: () => {} } }),
  'a temporary child comes back': () =>
    childMachine.provide({ guards: { staysDown: ({ event }) => event.type === 'exited' && event.how === 'asked' } }),
  'a transient child comes back from a normal end': () =>
    childMachine.provide({
      guards: {
        staysDown: ({ context, event }) =>
          event.type === 'exited' && (event.how === 'asked' || context.restart === 'temporary'),
      },
    }),
  'a temporary child that was halted comes back': () =>
    childMachine.provide({ guards: { returns: ({ context }) => context.returns } }),
  'a hanging child that was halted is gone for good': () =>
    changed(childMachine, (root) => {
      at(root, 'stopping').after['shutdown'] = { guard: 'limited', target: 'ended', actions: ['overdue', 'kill'] };
    }),
  'no limit counts': () => childMachine.provide({ guards: { limited: () => false } }),
  'the asker’s limit does not count': () =>
    childMachine.provide({ delays: { shutdown: ({ context }) => context.shutdown ?? 2 ** 31 - 1 } }),
  'each stop gives it its time anew': () => childMachine.provide({ guards: { asksMore: () => true } }),
  'a second stop is not heard': () =>
    changed(childMachine, (root) => {
      at(root, 'stopping').on = { exited: at(root, 'stopping').on['exited'] };
    }),
  'what is down and halted says nothing': () =>
    changed(childMachine, (root) => {
      delete at(root, 'down').on['halt'];
    }),
  'what is down is killed': () =>
    changed(childMachine, (root) => {
      delete at(root, 'down').on['kill'];
    }),
  'a budget used up is not told': () =>
    changed(childMachine, (root) => {
      const [, , third] = list(at(root, 'running'), 'exited');
      if (third !== undefined) third['actions'] = ['usedUp'];
    }),
  'a kill at the limit keeps an old reason': () => childMachine.provide({ actions: { overdue: () => {} } }),
  'a restart begins nothing': () =>
    changed(childMachine, (root) => {
      const [, second] = list(at(root, 'running'), 'exited');
      if (second !== undefined) second['reenter'] = false;
    }),
  'a stop leaves it to come back': () => childMachine.provide({ actions: { forGood: () => {} } }),
};

const supervisorMutants: Readonly<Record<string, () => SupervisorChart>> = {
  'one restart too many': () =>
    supervisorMachine.provide({
      guards: { usedUp: ({ context }) => context.restarts.length > context.intensity.restarts },
    }),
  'a fall is not counted': () => supervisorMachine.provide({ actions: { counted: () => {} } }),
  'one-for-one takes all down': () => supervisorMachine.provide({ guards: { oneForOne: () => false } }),
  'one-for-all takes nobody down': () => supervisorMachine.provide({ guards: { oneForOne: () => true } }),
  'a clear of an earlier time counts': () => supervisorMachine.provide({ guards: { isPresent: () => true } }),
  'a new descent is not told from the one before': () =>
    supervisorMachine.provide({ actions: { descending: () => {} } }),
  'each stop gives it its time anew': () => supervisorMachine.provide({ guards: { asksMore: () => true } }),
  'no limit counts': () => supervisorMachine.provide({ guards: { limited: () => false } }),
  'nobody is started after a restart': () =>
    changed(supervisorMachine, (root) => {
      delete at(root, 'running').entry;
    }),
  'one that falls during a stop is not heard': () =>
    changed(supervisorMachine, (root) => {
      delete at(root, 'stopping').on['fell'];
    }),
  'one that falls during a restart is not marked': () =>
    changed(supervisorMachine, (root) => {
      const [, second] = list(at(root, 'restarting'), 'fell');
      if (second !== undefined) second['actions'] = ['counted', 'haltNext'];
    }),
  'a restart does not go on': () =>
    changed(supervisorMachine, (root) => {
      delete at(root, 'restarting').on['down'];
    }),
  'destroy leaves children alive': () =>
    changed(supervisorMachine, (root) => {
      root.on['destroy'] = { target: '.ended', actions: ['destroyed'] };
    }),
  'a stop during a restart is not heard': () =>
    changed(supervisorMachine, (root) => {
      delete at(root, 'restarting').on['stop'];
    }),
  'what gave up does not come back': () => supervisorMachine.provide({ actions: { gaveUp: () => {} } }),
};

describe('the child chart', () => {
  it('keeps its rules in every state, with timers in any order', () => {
    expect(childBroken(childMachine)).toBeNull();
  });

  it('reaches every state', () => {
    const seen = new Set(
      inputs.flatMap((input) => [...exploreChild(childMachine, input).nodes.values()].map(({ state }) => state)),
    );
    expect(seen).toEqual(new Set(['down', 'running', 'stopping', 'ended']));
  });

  it.each(Object.entries(childMutants))('is caught when %s', (_, mutant) => {
    expect(childBroken(mutant())).not.toBeNull();
  });
});

describe('the supervisor chart', () => {
  it('keeps its rules in every state, with timers in any order', () => {
    expect(supervisorBroken(supervisorMachine)).toBeNull();
  });

  it('reaches every state', () => {
    const seen = new Set(
      supervisorInputs.flatMap((input) =>
        [...exploreSupervisor(supervisorMachine, input).nodes.values()].map(({ state }) => state),
      ),
    );
    expect(seen).toEqual(new Set(['running', 'restarting', 'stopping', 'ended']));
  });

  it.each(Object.entries(supervisorMutants))('is caught when %s', (_, mutant) => {
    expect(supervisorBroken(mutant())).not.toBeNull();
  });
});
