import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTracing } from '../../src/metrics/index.ts';
import type { Tracing } from '../../src/metrics/index.ts';
import { bytes, world } from '../model/world.ts';
import type { World } from '../model/world.ts';

let exporter: InMemorySpanExporter;
let w: World;
let tracing: Tracing;

const tracer = (): object => {
  exporter = new InMemorySpanExporter();
  return new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
};
const spans = (name: string): readonly ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === name);
const events = (span: ReadableSpan | undefined): readonly string[] => span?.events.map(({ name }) => name) ?? [];

/** Of seconds and nanoseconds. */
const ms = ([s, ns]: readonly number[]): number => (s ?? 0) * 1e3 + (ns ?? 0) / 1e6;

beforeEach(async () => {
  w = world({ on: (socket, frame) => (frame === 'mute' ? undefined : socket.say(`re:${frame}`)) });
  tracing = await createTracing(w.supervisor, { tracer: tracer(), exchanges: true });
});

afterEach(() => {
  w.supervisor.destroy();
  tracing.close();
});

describe('a traced supervisor', () => {
  it('tells a socket’s life as a span, and links each to that before it', async () => {
    w.link({ reconnect: { first: '1s', jitter: 0 } });
    await w.pass(10);
    w.socket().wire.destroy();
    await w.pass(2_000);
    w.supervisor.destroy();
    const [first, second] = spans('connection line');
    expect(spans('connection line')).toHaveLength(2);
    expect(first?.attributes).toMatchObject({
      'holdfast.link': 'line',
      'holdfast.connection': 'line#1',
      'holdfast.epoch': 1,
    });
    expect(first?.links).toEqual([]);
    expect(events(first)).toEqual(['connected.listening.idle']);
    expect(first?.status.code).toBe(SpanStatusCode.ERROR);
    expect(first?.attributes['holdfast.end']).toBe(first?.status.message === 'ended' ? 'ended' : 'reset');
    expect(second?.links.map(({ context }) => context.spanId)).toEqual([first?.spanContext().spanId]);
    expect(second?.attributes).toMatchObject({ 'holdfast.epoch': 2, 'holdfast.end': 'destroyed' });
    expect(second?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('lasts as long as the socket did, by the wall clock', async () => {
    const link = w.link();
    await w.pass(10);
    const began = w.clock.wall();
    await w.pass(60_000);
    const closed = link.close();
    await w.pass(5_000);
    await closed;
    const [life] = spans('connection line');
    expect(ms(life?.startTime ?? [])).toBeLessThanOrEqual(began);
    expect(ms(life?.duration ?? [])).toBeGreaterThanOrEqual(60_000);
    expect(life?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('tells each exchange as a child of the socket that carried it', async () => {
    const link = w.link();
    await w.pass(10);
    await link.post(bytes('mute'));
    const reply = link.request(bytes('a'));
    await w.pass(10);
    await reply;
    w.supervisor.destroy();
    const [life] = spans('connection line');
    for (const name of ['line request', 'line post']) {
      const [span] = spans(name);
      expect(span?.parentSpanContext?.spanId).toBe(life?.spanContext().spanId);
      expect(span?.attributes).toMatchObject({ 'holdfast.connection': 'line#1' });
      expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    }
  });

  it('tells an exchange that went with its socket as failed, with what is known of it', async () => {
    const link = w.link();
    await w.pass(10);
    const reply = link.request(bytes('mute')).catch((error: unknown) => error);
    await w.pass(10);
    w.socket().wire.destroy();
    await w.pass(10);
    await reply;
    w.supervisor.destroy();
    const [span] = spans('line request');
    const [life] = spans('connection line');
    expect(span?.parentSpanContext?.spanId).toBe(life?.spanContext().spanId);
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes).toMatchObject({ 'error.type': 'lost', 'holdfast.outcome': 'unknown' });
  });

  it('tells a call that nothing carried too', async () => {
    w.listener.close();
    const link = w.link();
    const told = link.request(bytes('a'), { timeout: 500 }).catch((error: unknown) => error);
    await w.pass(600);
    await told;
    const [span] = spans('line request');
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.attributes).toMatchObject({ 'error.type': 'timeout', 'holdfast.outcome': 'not-sent' });
  });

  it('ends what is open when it is closed, and reads no more', async () => {
    w.link();
    await w.pass(10);
    tracing.close();
    expect(spans('connection line')).toHaveLength(1);
    w.socket().wire.destroy();
    await w.pass(10_000);
    expect(spans('connection line')).toHaveLength(1);
  });
});
