/** From a machine to a program that runs by table. */
import type { AnyStateMachine } from 'xstate';
import type { Actor, Program, Runtime, Wiring } from './actor.ts';
import { buildTable } from './build-table.ts';
import { CompiledActor } from './compiled.ts';
import { type AnyWiring, Home } from './home.ts';
import { readChart } from './read-chart.ts';

/** @throws HoldfastError `chart-unsupported`, with the path of the state and the name of the feature. */
export const compile = <O, E extends { readonly type: string }, C extends object, I>(
  machine: AnyStateMachine,
  wiring: Wiring<O, E, C>,
): Program<O, E, C, I> => {
  // The table is about any owner, event and context; only the chart's own functions look inside them.
  const anyWiring = wiring as unknown as AnyWiring;
  const chart = readChart(machine);
  const table = buildTable(chart, anyWiring.effects);
  const homes = new WeakMap<Runtime, Home>();
  const homeOn = (runtime: Runtime): Home => {
    const known = homes.get(runtime);
    if (known !== undefined) return known;
    const home = new Home(table, anyWiring, chart.context, runtime);
    homes.set(runtime, home);
    return home;
  };
  return {
    id: chart.id,
    version: chart.version,
    spawn: (owner, input, runtime) => new CompiledActor(homeOn(runtime), owner, input) as unknown as Actor<E, C>,
  };
};
