/** The simplex chart's effects by name. */
import type { SimplexContext, SimplexEvent, SimplexInput } from '../../machines/simplex.ts';
import { simplexMachine } from '../../machines/simplex.ts';
import type { Program, Step } from '../actor/actor.ts';
import { programFor } from '../actor/engines.ts';
import type { Engine } from '../actor/engines.ts';

export interface SimplexEffects {
  watched(): boolean;
  stepped(step: Step<SimplexEvent, SimplexContext>): void;
  settled(): void;
  finished(error: unknown): void;
  pull(): void;
  await(): void;
  deliver(): void;
  expire(): void;
  discard(event: SimplexEvent): void;
  stop(context: SimplexContext): void;
  kill(): void;
  forsake(): void;
}

export type SimplexProgram = Program<SimplexEffects, SimplexEvent, SimplexContext, SimplexInput>;

const make = (engine: Engine): SimplexProgram =>
  programFor<SimplexEffects, SimplexEvent, SimplexContext, SimplexInput>(engine, simplexMachine, {
    effects: {
      pull: (owner) => owner.pull(),
      await: (owner) => owner.await(),
      deliver: (owner) => owner.deliver(),
      expire: (owner) => owner.expire(),
      discard: (owner, _, event) => owner.discard(event),
      stop: (owner, context) => owner.stop(context),
      kill: (owner) => owner.kill(),
      forsake: (owner) => owner.forsake(),
    },
    watched: (owner) => owner.watched(),
    stepped: (owner, step) => owner.stepped(step),
    settled: (owner) => owner.settled(),
    ended: (owner, _, error) => owner.finished(error),
  });

const made = new Map<Engine, SimplexProgram>();

export const simplexProgram = (engine: Engine): SimplexProgram => {
  const program = made.get(engine) ?? make(engine);
  made.set(engine, program);
  return program;
};
