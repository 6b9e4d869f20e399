/** The supervisor chart's effects by name. */
import type { SupervisorContext, SupervisorEvent, SupervisorInput } from '../../machines/supervisor.ts';
import { supervisorMachine } from '../../machines/supervisor.ts';
import type { Program, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';

export interface SupervisorEffects {
  watched(): boolean;
  stepped(step: Step<SupervisorEvent, SupervisorContext>): void;
  finished(error: unknown): void;
  mark(event: SupervisorEvent): void;
  goDown(context: SupervisorContext): void;
  startAll(): void;
  startAgain(event: SupervisorEvent): void;
  stopAll(context: SupervisorContext): void;
  killRest(): void;
}

export type SupervisorProgram = Program<SupervisorEffects, SupervisorEvent, SupervisorContext, SupervisorInput>;

const make = (engine: Engine): SupervisorProgram =>
  programFor<SupervisorEffects, SupervisorEvent, SupervisorContext, SupervisorInput>(engine, supervisorMachine, {
    effects: {
      mark: (owner, _, event) => owner.mark(event),
      haltNext: (owner, context) => owner.goDown(context),
      startAll: (owner) => owner.startAll(),
      startAgain: (owner, _, event) => owner.startAgain(event),
      stopAll: (owner, context) => owner.stopAll(context),
      stopNext: (owner, context) => owner.goDown(context),
      killRest: (owner) => owner.killRest(),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped(step),
    settled: () => {},
    ended: (owner, _, error) => owner.finished(error),
  });

const made = new Map<Engine, SupervisorProgram>();

export const supervisorProgram = (engine: Engine): SupervisorProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
