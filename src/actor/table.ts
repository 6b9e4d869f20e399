/** A chart flattened: for each leaf state and event type the candidates in order, each with all that it does. */
import type { Ask, ChartEvent } from './args.ts';
import type { Columns } from './columns.ts';
import type { Contexts } from './contexts.ts';
import type { Run } from './run.ts';

export interface Guard {
  readonly name: string;
  /** Lets it pass by anything that is true of `if`. Most are the chart's own function, with nothing in between. */
  readonly test: Ask<unknown>;
  readonly params: unknown;
}

export interface Candidate {
  readonly guard: Guard | null;
  /** What is left, what the transition does, what is entered. */
  readonly operations: readonly ((run: Run) => void)[];
  /** The leaf that it leads to. */
  readonly to: number;
  /** It reaches the root's final state. */
  readonly done: boolean;
  /** It leads elsewhere or makes a new context: eventless transitions are looked for again. */
  readonly changes: boolean;
  /** It may raise an event. */
  readonly raises: boolean;
  readonly effects: readonly string[];
}

export type Cell = readonly Candidate[];

/** A delay that may be armed while a leaf is active. */
export interface TimerAt {
  /** `<path of its state>:<delay>` */
  readonly armed: string;
  /** `after:<delay>` */
  readonly name: string;
  readonly event: ChartEvent;
  readonly column: number;
}

export interface Table {
  readonly columns: Columns;
  readonly contexts: Contexts;
  /** Of each leaf, its dotted path. */
  readonly paths: readonly string[];
  /** By leaf × columns.count + column. */
  readonly cells: readonly Cell[];
  /** By leaf: its eventless transitions. */
  readonly always: readonly Cell[];
  /** By leaf, by slot. Timers of states that are never active together share a slot; an outer state's come first. */
  readonly timers: readonly (readonly TimerAt[])[];
  /** How many deadlines an actor holds. */
  readonly slots: number;
  /** Enters the initial state. */
  readonly start: Candidate;
  readonly maxIterations: number;
}
