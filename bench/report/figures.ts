/** What was measured, before anything is said about it. */
import type { ChartResult } from '../chart/measure.ts';
import type { WorkResult } from '../exchange/work.ts';
import type { FramingResult } from '../framing/measure.ts';

/** `null`: not in this run. */
export interface Figures {
  readonly works: readonly WorkResult[];
  readonly chart: ChartResult | null;
  /** Of an actor that is connected and idle, with its context; of each engine. */
  readonly actorBytes: { readonly compiled: number; readonly interpreted: number } | null;
  readonly framing: FramingResult | null;
}
