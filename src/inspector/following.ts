/** One connection that somebody follows: each of its records, and how often each edge of its chart was taken. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Edges } from './edges.ts';
import type { EdgeCount, Followed } from './protocol.ts';
import { Ring } from './trail.ts';

/** A page is told 20 times a second: more than that at 5,000 records a second is left out, and told. */
const KEPT = 256;

export class Following {
  readonly since: number;
  readonly records = new Ring<Followed>(KEPT);
  /** Pages that look. */
  viewers = 0;
  readonly #edges: Edges | null;
  readonly #counts = new Map<string, { times: number; last: number }>();

  /** @param edges of its chart; null: it is not known @param since `t` */
  constructor(edges: Edges | null, since: number) {
    this.#edges = edges;
    this.since = since;
  }

  take(record: TransitionRecord): void {
    const edges = this.edgesOf(record);
    this.records.put({ record, edges });
    for (const edge of edges) {
      const count = this.#counts.get(edge);
      if (count === undefined) this.#counts.set(edge, { times: 1, last: record.mono });
      else {
        count.times += 1;
        count.last = record.mono;
      }
    }
  }

  edgesOf(record: TransitionRecord): readonly string[] {
    return this.#edges?.of(record) ?? [];
  }

  counts(): readonly EdgeCount[] {
    return Array.from(this.#counts, ([edge, { times, last }]) => ({ edge, times, last }));
  }
}
