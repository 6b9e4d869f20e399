/** The option by which `run` and `demo` are measured. */
import { takeAddress } from './address.ts';
import type { ServeAt } from './world.ts';

export const metricsUsage = `  --metrics [HOST:PORT]  serve what Prometheus scrapes, and say where; 127.0.0.1:9464 unless another is named
`;

/** OpenTelemetry's exporters for Prometheus listen there, too. */
const USUAL: ServeAt = { host: '127.0.0.1', port: 9464 };

export interface Measuring {
  /** The arguments without those that are told here. */
  readonly rest: readonly string[];
  /** null: nobody asked for it. */
  readonly metrics: ServeAt | null;
}

/** @throws UsageError */
export function takeMetrics(args: readonly string[]): Measuring {
  const { rest, at } = takeAddress(args, '--metrics', USUAL);
  return { rest, metrics: at };
}
