/** What a supervisor does, in Prometheus’ text format, by the package `prom-client`. */
import type * as Client from 'prom-client';
import { HoldfastError } from '../contract/errors.ts';
import { countersOf } from './counters.ts';
import { registerFamilies } from './families.ts';
import { gaugesOf } from './gauges.ts';
import type { Measured } from './measured.ts';
import { Tally } from './tally.ts';

/** A registry of `prom-client`, where an application has one of its own. */
export interface MetricsRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
}

export interface Metrics {
  /** `text/plain; version=0.0.4; charset=utf-8`. */
  readonly contentType: string;
  /** All of the registry, as Prometheus reads it. */
  text(): Promise<string>;
  /** Reads no more, and takes what it has registered out of the registry. */
  close(): void;
}

export interface MetricsOptions {
  /** Default: one of its own. */
  readonly register?: MetricsRegistry;
}

/** From a fraction of a local round trip to the default limit of a reply, seconds. */
const REQUEST_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From loopback to the default connectTimeout, seconds. */
const CONNECT_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @throws HoldfastError `option-unavailable`: `prom-client` is not installed */
const client = async (): Promise<typeof Client> => {
  try {
    return await import('prom-client');
  } catch (cause) {
    throw new HoldfastError('option-unavailable', 'metrics: the package prom-client is not installed: add it', {
      cause,
    });
  }
};

/**
 * Measures a supervisor from now on; what was before it does not know, but for what links count themselves.
 * @throws HoldfastError `option-unavailable`: the optional package `prom-client` is not installed
 */
export async function createMetrics(supervisor: Measured, options: MetricsOptions = {}): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry: Own } = await client();
  const register = (options.register ?? new Own()) as Client.Registry;
  const registers = [register];
  const requests = new Histogram({
    name: 'holdfast_request_duration_seconds',
    help: 'From the call to its reply or error.',
    labelNames: ['link', 'outcome'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const dials = new Histogram({
    name: 'holdfast_connect_duration_seconds',
    help: 'From the dial to the ready line, its handshake included; of dials that succeeded.',
    labelNames: ['link'],
    buckets: CONNECT_BUCKETS,
    registers,
  });
  const tally = new Tally((link, seconds) => dials.observe({ link }, seconds));
  const makers = { Counter, Gauge, registers };
  const names = registerFamilies(countersOf(supervisor, tally), gaugesOf(supervisor, tally), makers);
  const endSink = supervisor.addSink(tally);
  const endWatch = supervisor.watchCalls((link, kind) => {
    if (kind === 'post') return () => {};
    const since = process.hrtime.bigint();
    return (error) => {
      const outcome = error === null ? 'replied' : (error.outcome ?? 'refused');
      requests.observe({ link, outcome }, Number(process.hrtime.bigint() - since) / 1e9);
    };
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    close: () => {
      endSink();
      endWatch();
      for (const name of [...names, 'holdfast_request_duration_seconds', 'holdfast_connect_duration_seconds'])
        register.removeSingleMetric(name);
    },
  };
}
