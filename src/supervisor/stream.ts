/** The one stream of records: numbers them, and hands each to whoever reads. */
import type { RecordFacts, Recorder } from '../connection/owner.ts';
import type { Clock } from '../contract/clock.ts';
import type { RecordSink, TransitionRecord } from '../contract/record.ts';

export class RecordStream implements Recorder {
  readonly #clock: Clock;
  readonly #origin: number;
  readonly #sinks = new Set<RecordSink>();
  readonly #fault: (error: unknown) => void;
  #seq = 0;

  /** @param fault hears what a sink throws: no sink may throw into an actor */
  constructor(clock: Clock, fault: (error: unknown) => void) {
    this.#clock = clock;
    this.#origin = clock.now();
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

  take(link: string, facts: RecordFacts): TransitionRecord {
    this.#seq += 1;
    const at = this.#clock.wall();
    const record: TransitionRecord = {
      seq: this.#seq,
      at,
      mono: Math.round((this.#clock.now() - this.#origin) * 1000) / 1000,
      link,
      ...facts,
    };
    for (const sink of this.#sinks) {
      try {
        sink.take(record);
      } catch (error) {
        this.#fault(error);
      }
    }
    return record;
  }
}
