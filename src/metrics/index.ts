/** What a supervisor does, for systems that gather numbers and traces. `holdfast/metrics`. */
export { createMetrics } from './prometheus.ts';
export type { Metrics, MetricsOptions, MetricsRegistry } from './prometheus.ts';
export { serveMetrics } from './serve.ts';
export type { MetricsServer, MetricsServerOptions } from './serve.ts';
export { createTracing } from './tracing.ts';
export type { Traced, Tracing, TracingOptions } from './tracing.ts';
export type { Measured } from './measured.ts';
