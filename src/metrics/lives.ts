/** The stream of records as spans: one for each socket's life, from its dial until it went. */
import type { Attributes, Span, SpanContext, Tracer } from '@opentelemetry/api';
import type * as Api from '@opentelemetry/api';
import type { HoldfastError } from '../contract/errors.ts';
import type { RecordSink, TransitionRecord } from '../contract/record.ts';

/** What a record does to the spans of its connection. */
type Turn = 'dialled' | 'ended' | 'moved';

const DIALING = 'connecting.attempting.dialing';

const turnOf = ({ from, to }: TransitionRecord, open: boolean): Turn => {
  // A list of targets: the next is dialled from the state in which the last was.
  if (to === DIALING && from !== DIALING) return 'dialled';
  const isOver = to.startsWith('reconnecting') || to === 'dead' || to === 'connecting.waiting';
  return isOver && open ? 'ended' : 'moved';
};

/** Ends that somebody asked for, or that the lifecycle foresees. */
const inOrder: ReadonlySet<unknown> = new Set(['done', 'idle', 'age', 'exchanges', 'stopped', 'destroyed', 'halted']);

export class Lives implements RecordSink {
  /** Exchanges and healthy heartbeats are no news of a life. */
  readonly level = 'lifecycle';
  readonly #otel: typeof Api;
  readonly #tracer: Tracer;
  readonly #time: () => { readonly wall: number };
  /** By connection. */
  readonly #lives = new Map<string, Span>();
  /** By link: the last socket's, for the next to be linked to, and for calls that went with it. */
  readonly #before = new Map<string, { readonly connection: string; readonly span: SpanContext }>();

  constructor(otel: typeof Api, tracer: Tracer, time: () => { readonly wall: number }) {
    this.#otel = otel;
    this.#tracer = tracer;
    this.#time = time;
  }

  take(record: TransitionRecord, context: object): void {
    if (record.chart === 'link' && record.to === 'closed') this.#before.delete(record.link);
    if (record.chart !== 'connection') return;
    const life = this.#lives.get(record.connection);
    const turn = turnOf(record, life !== undefined);
    if (turn === 'dialled') this.#begin(record, context);
    else if (life === undefined) return;
    else if (turn === 'ended') this.#end(record, context, life);
    else this.#moved(record, life);
  }

  /** A call as a span below that of the connection that carried it, or of nobody's where none did. */
  call(link: string, kind: 'request' | 'post'): (error: HoldfastError | null, connection: string | null) => void {
    const startTime = this.#time().wall;
    return (error, connection) => {
      const { trace, context, SpanKind } = this.#otel;
      const carrier = connection === null ? null : this.#carrier(link, connection);
      const parent = carrier === null ? context.active() : trace.setSpanContext(context.active(), carrier);
      const attributes = {
        'holdfast.link': link,
        ...(connection === null ? {} : { 'holdfast.connection': connection }),
      };
      const span = this.#tracer.startSpan(`${link} ${kind}`, { kind: SpanKind.CLIENT, startTime, attributes }, parent);
      if (error !== null)
        this.#failed(span, error.code, error.message, { 'holdfast.outcome': error.outcome ?? 'refused' });
      span.end(this.#time().wall);
    };
  }

  close(): void {
    const { wall } = this.#time();
    for (const span of this.#lives.values()) span.end(wall);
    this.#lives.clear();
    this.#before.clear();
  }

  /** It may have gone with the call, and be the link's last still. */
  #carrier(link: string, connection: string): SpanContext | null {
    const before = this.#before.get(link);
    const gone = before?.connection === connection ? before.span : null;
    return this.#lives.get(connection)?.spanContext() ?? gone;
  }

  #begin({ at, link, connection, epoch }: TransitionRecord, context: object): void {
    const before = this.#before.get(link);
    const target = 'target' in context && typeof context.target === 'number' ? context.target : 0;
    const span = this.#tracer.startSpan(
      `connection ${link}`,
      {
        kind: this.#otel.SpanKind.CLIENT,
        startTime: at,
        attributes: {
          'holdfast.link': link,
          'holdfast.connection': connection,
          'holdfast.epoch': epoch,
          'holdfast.target': target,
        },
        ...(before === undefined
          ? {}
          : { links: [{ context: before.span, attributes: { 'holdfast.link.kind': 'before' } }] }),
      },
      // A line outlives whatever is at work when it is dialled.
      this.#otel.ROOT_CONTEXT,
    );
    this.#lives.set(connection, span);
    this.#before.set(link, { connection, span: span.spanContext() });
  }

  #moved({ at, from, to, event, guard }: TransitionRecord, span: Span): void {
    const { local, remote } = event;
    if (typeof remote === 'string') span.setAttribute('network.peer.address', remote);
    if (typeof local === 'string') span.setAttribute('network.local.address', local);
    if (from === to) return;
    span.addEvent(
      to,
      { 'holdfast.from': from, 'holdfast.event': event.type, ...(guard === undefined ? {} : { guard }) },
      at,
    );
  }

  #end({ at, to, connection, event, verdict }: TransitionRecord, context: object, span: Span): void {
    const { loss, reason } = context as { readonly loss?: unknown; readonly reason?: unknown };
    const why = typeof reason === 'string' && to === 'dead' ? reason : typeof loss === 'string' ? loss : event.type;
    span.setAttributes({ 'holdfast.end': why, ...(verdict === undefined ? {} : { 'holdfast.verdict': verdict.kind }) });
    if (!(to === 'dead' ? inOrder.has(why) : event.type === 'redial')) {
      const { detail } = event;
      this.#failed(span, why, typeof detail === 'string' ? detail : why, {});
    }
    span.end(at);
    this.#lives.delete(connection);
  }

  #failed(span: Span, type: string, message: string, attributes: Attributes): void {
    span.setAttributes({ 'error.type': type, ...attributes });
    span.setStatus({ code: this.#otel.SpanStatusCode.ERROR, message });
  }
}
