/** What a run of the bench gives, as it is written to JSON. */
import type { Figures } from './figures.ts';
import type { Verdict } from './goals.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core, before it began: above 0.5 something else was running. */
  readonly load: number;
}

export interface Results extends Figures {
  /** Of this shape. */
  readonly version: 2;
  /** ISO 8601. */
  readonly at: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Peers of the field that take no part: they would have to be installed for it. */
  readonly absent: readonly string[];
  readonly goals: readonly Verdict[];
}
