/** What was measured, before anything is said about it. */
import type { AuditResult } from '../audit/measure.ts';
import type { ChartResult } from '../chart/measure.ts';
import type { WorkResult } from '../exchange/work.ts';
import type { FleetResult } from '../fleet/measure.ts';
import type { FramingResult } from '../framing/measure.ts';
import type { InspectorResult } from '../inspector/measure.ts';
import type { ListenerRow } from '../listener/measure.ts';
import type { StreamRow } from '../stream/measure.ts';

/** `null`: not in this run. */
export interface Figures {
  readonly works: readonly WorkResult[];
  readonly listener: readonly ListenerRow[] | null;
  readonly supervisor: FleetResult | null;
  readonly stream: readonly StreamRow[] | null;
  readonly audit: AuditResult | null;
  readonly inspector: InspectorResult | null;
  readonly chart: ChartResult | null;
  /** Of an actor that is connected and idle, with its context; of each engine. */
  readonly actorBytes: { readonly compiled: number; readonly interpreted: number } | null;
  readonly framing: FramingResult | null;
}
