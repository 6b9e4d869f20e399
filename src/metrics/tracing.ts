/** Connections as spans, for whoever gathers them by OpenTelemetry: the package `@opentelemetry/api`. */
import type { Tracer } from '@opentelemetry/api';
import type * as Api from '@opentelemetry/api';
import { HoldfastError } from '../contract/errors.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { Lives } from './lives.ts';

/** Of a supervisor, what is traced. */
export type Traced = Pick<Supervisor, 'addSink' | 'watchCalls' | 'time'>;

export interface TracingOptions {
  /** Each request as a span below that of its connection: one span a request, so only where that is wanted. Default false. */
  readonly exchanges?: boolean;
  /** A tracer of `@opentelemetry/api`; default: that of the global provider, named `holdfast`. */
  readonly tracer?: object;
}

export interface Tracing {
  /** Ends the spans that are open, as they are now, and reads no more. */
  close(): void;
}

const api = async (): Promise<typeof Api> => {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    const message = 'tracing: the package @opentelemetry/api is not installed: add it';
    throw new HoldfastError('option-unavailable', message, { cause });
  }
};

/**
 * Traces a supervisor from now on: a span for each socket from its dial to its loss, linked to that before it.
 * @throws HoldfastError `option-unavailable`: the optional package `@opentelemetry/api` is not installed
 */
export async function createTracing(supervisor: Traced, options: TracingOptions = {}): Promise<Tracing> {
  const otel = await api();
  const tracer = (options.tracer as Tracer | undefined) ?? otel.trace.getTracer('holdfast');
  const lives = new Lives(otel, tracer, () => supervisor.time());
  const endSink = supervisor.addSink(lives);
  const endWatch =
    options.exchanges === true ? supervisor.watchCalls((link, kind) => lives.call(link, kind)) : () => {};
  return {
    close: () => {
      endSink();
      endWatch();
      lives.close();
    },
  };
}
