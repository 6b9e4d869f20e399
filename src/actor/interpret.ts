/** From a machine to a program that XState's interpreter runs. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Actor, Program, Wiring } from './actor.ts';
import type { ChartContext, ChartEvent } from './args.ts';
import type { AnyWiring } from './home.ts';
import { InterpretedActor, type Interpretation } from './interpreted.ts';
import { delaysOf } from './read-chart.ts';
import { isCallable } from './source.ts';
import { afterType, builtInAction } from './xstate-internals.ts';

interface ActionArgs {
  readonly self: object;
  readonly context: ChartContext;
  readonly event: ChartEvent;
}

/** The effects of the wiring as XState's actions. What the chart does with an action of XState's own stays the chart's. */
const actionsOf = (machine: AnyStateMachine, wiring: AnyWiring, actors: Interpretation['actors']): object => {
  const actions: Record<string, (args: ActionArgs, params: unknown) => void> = {};
  for (const [name, effect] of Object.entries(wiring.effects)) {
    const present: unknown = machine.implementations.actions[name];
    if (isCallable(present) && builtInAction(present) !== null) continue;
    actions[name] = ({ self, context, event }, params) => effect(actors.get(self)?.owner, context, event, params);
  }
  return actions;
};

const timersOf = (
  node: AnyStateNode,
): readonly (readonly [string, { readonly armed: string; readonly name: string }])[] => [
  ...delaysOf(node).map((delay) => {
    const armed = `${node.path.join('.')}:${String(delay)}`;
    return [afterType(delay, node.id), { armed, name: `after:${String(delay)}` }] as const;
  }),
  ...Object.values(node.states).flatMap(timersOf),
];

export const interpret = <O, E extends { readonly type: string }, C extends object, I>(
  machine: AnyStateMachine,
  wiring: Wiring<O, E, C>,
): Program<O, E, C, I> => {
  const anyWiring = wiring as unknown as AnyWiring;
  const actors: Interpretation['actors'] = new WeakMap();
  const logic = machine.provide({ actions: actionsOf(machine, anyWiring, actors) });
  const told: AnyStateMachine = Object.create(logic, {
    transition: {
      value: (...[snapshot, event, scope]: Parameters<AnyStateMachine['transition']>) => {
        actors.get(scope.self)?.about(event);
        return logic.transition(snapshot, event, scope);
      },
    },
  });
  const shared: Interpretation = { logic: told, wiring: anyWiring, timers: new Map(timersOf(machine.root)), actors };
  return {
    id: machine.id,
    version: machine.version ?? '',
    spawn: (owner, input, runtime) => new InterpretedActor(shared, owner, input, runtime) as unknown as Actor<E, C>,
  };
};
