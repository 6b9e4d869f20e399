/** The one stream of records: numbers them, and hands each to whoever reads. */
import type { Recorder } from '../connection/owner.ts';
import type { Clock } from '../contract/clock.ts';
import type { RecordFacts, RecordSink, TransitionRecord } from '../contract/record.ts';
import { isQuiet } from '../story/quiet.ts';

export class RecordStream implements Recorder {
  /** The monotonic clock at the start. */
  readonly origin: number;
  readonly #clock: Clock;
  readonly #sinks = new Set<RecordSink>();
  readonly #fault: (error: unknown) => void;
  #seq = 0;

  /** @param fault hears what a sink throws: no sink may throw into an actor */
  constructor(clock: Clock, fault: (error: unknown) => void) {
    this.#clock = clock;
    this.origin = clock.now();
    this.#fault = fault;
  }

  watched(): boolean {
    return this.#sinks.size > 0;
  }

  /** @returns a function that ends it */
  add(sink: RecordSink): () => void {
    this.#sinks.add(sink);
    return () => {
      this.#sinks.delete(sink);
    };
  }

  take(link: string, facts: RecordFacts, context: object, whole: boolean): TransitionRecord | null {
    this.#seq += 1;
    const seq = this.#seq;
    const quiet = isQuiet(facts);
    let record = whole || !quiet ? this.#record(link, facts) : null;
    for (const sink of this.#sinks) {
      try {
        if (quiet && sink.level === 'lifecycle') sink.pass?.(seq, link, facts, context);
        else sink.take((record ??= this.#record(link, facts)), context);
      } catch (error) {
        this.#fault(error);
      }
    }
    return record;
  }

  /** Tells the sinks that nothing more comes. Never rejects. */
  async close(): Promise<void> {
    const closing = Array.from(this.#sinks, async (sink) => sink.close?.());
    this.#sinks.clear();
    for (const one of await Promise.allSettled(closing)) if (one.status === 'rejected') this.#fault(one.reason);
  }

  #record(link: string, facts: RecordFacts): TransitionRecord {
    const mono = Math.round((this.#clock.now() - this.origin) * 1000) / 1000;
    const { connection, epoch, chart, from, event, to, guard, effects, cause, verdict } = facts;
    const seq = this.#seq;
    const at = this.#clock.wall();
    // Literals where there are many: a spread costs more than all else that is done for a record.
    if (verdict !== undefined) return { seq, at, mono, link, ...facts };
    return guard === undefined
      ? { seq, at, mono, link, connection, epoch, chart, from, event, to, effects, cause }
      : { seq, at, mono, link, connection, epoch, chart, from, event, to, effects, cause, guard };
  }
}
