/**
 * One event through XState's interpreter: what its pure `transition` does, which makes an actor for each call to be its
 * scope, and so costs ten times as much. These charts have no children that a shared scope could mix up.
 */
import type { ActorScope, AnyStateMachine, transition } from 'xstate';
import { createActor } from 'xstate';

export type Raw = Parameters<typeof transition>[1];
export type Actions = ReturnType<typeof transition>[1];

type Scope = Parameters<AnyStateMachine['transition']>[2];
type Executed = Parameters<ActorScope<never, never>['actionExecutor']>[0];

interface Stage {
  readonly scope: Scope;
  performed: Executed[];
}

const stages = new WeakMap<AnyStateMachine, Stage>();
const nothing = (): void => {};

/** Its actor is never started. */
function stageOf(machine: AnyStateMachine): Stage {
  const known = stages.get(machine);
  if (known !== undefined) return known;
  const self = createActor(machine);
  const stage: Stage = {
    performed: [],
    scope: {
      self,
      system: self.system,
      id: self.id,
      sessionId: self.sessionId,
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: (action) => stage.performed.push(action),
    },
  };
  stages.set(machine, stage);
  return stage;
}

/** The snapshot after the event, and what the chart asks its host to do. @throws what a guard or an action throws */
export function step(machine: AnyStateMachine, snapshot: Raw, event: { readonly type: string }): [Raw, Actions] {
  const stage = stageOf(machine);
  stage.performed = [];
  const next = machine.transition(snapshot as never, event, stage.scope);
  return [next, stage.performed as Actions];
}
