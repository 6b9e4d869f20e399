/** What all compiled actors of one chart on one runtime share, so that each holds only what is its own. */
import type { Clock, Wheel } from '../contract/clock.ts';
import type { Runtime, Wiring } from './actor.ts';
import { Args, type ChartContext, type ChartEvent, noEvent, nothing } from './args.ts';
import type { Chart } from './chart.ts';
import { Run } from './run.ts';
import type { Table } from './table.ts';

export type AnyWiring = Wiring<unknown, ChartEvent, ChartContext>;

export class Home {
  readonly table: Table;
  readonly wiring: AnyWiring;
  readonly context: Chart['context'];
  readonly clock: Clock;
  readonly wheel: Wheel;
  /** For guards that are asked what an event would do; they know no more than that. */
  readonly asking = new Args(nothing, noEvent);
  readonly #spare: Run[] = [];

  constructor(table: Table, wiring: AnyWiring, context: Chart['context'], runtime: Runtime) {
    this.table = table;
    this.wiring = wiring;
    this.context = context;
    this.clock = runtime.clock;
    this.wheel = runtime.wheel;
  }

  /** As many as actors ever work within one another, and one to ask `would` with. */
  take(): Run {
    return this.#spare.pop() ?? new Run(this.clock, this.table.contexts);
  }

  give(run: Run): void {
    run.clear();
    this.#spare.push(run);
  }
}
