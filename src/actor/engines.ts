/** The two ways to run a chart, behind one contract. */
import type { AnyStateMachine } from 'xstate';
import type { Program, Wiring } from './actor.ts';
import { compile } from './compile.ts';
import { interpret } from './interpret.ts';

export type Engine = 'compiled' | 'interpreted';

/** @throws HoldfastError `chart-unsupported`, by the compiled engine: with the path of the state and the feature. */
export const programFor = <O, E extends { readonly type: string }, C extends object, I>(
  engine: Engine,
  machine: AnyStateMachine,
  wiring: Wiring<O, E, C>,
): Program<O, E, C, I> => (engine === 'compiled' ? compile(machine, wiring) : interpret(machine, wiring));
