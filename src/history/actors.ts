/** Who is told of in a log, and which entries are whose. */
import type { Columns } from './columns.ts';

/** One actor of one run. One that begins again under the same name is the same. */
export interface KnownActor {
  readonly id: number;
  /** Counts the runs of the log, from 0. */
  readonly run: number;
  readonly link: string;
  readonly connection: string;
  readonly chart: string;
  /** Of its peer, as a record told it first; '' while none has. */
  remote: string;
  /** Entries at which it was ended without a word of its own: its link began anew. */
  readonly stopped: number[];
}

const keyOf = (chart: string, connection: string): string => `${chart} ${connection}`;

const nobody: KnownActor = { id: 0, run: 0, link: '', connection: '', chart: '', remote: '', stopped: [] };

export class Actors {
  /** By id. */
  readonly all: KnownActor[] = [nobody];
  /** Of the run that is read. */
  readonly #byKey = new Map<string, KnownActor>();
  readonly #byLink = new Map<string, KnownActor[]>();
  /** Entries by actor, each actor's in order: from `#starts[id]` up to `#starts[id + 1]`. */
  #order = new Uint32Array();
  #starts = new Uint32Array(1);

  /** What comes is another process's. */
  begin(): void {
    this.#byKey.clear();
  }

  meet(run: number, chart: string, connection: string, link: string): KnownActor {
    const key = keyOf(chart, connection);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const actor: KnownActor = { id: this.all.length, run, link, connection, chart, remote: '', stopped: [] };
    this.all.push(actor);
    this.#byKey.set(key, actor);
    const siblings = this.#byLink.get(link);
    if (siblings === undefined) this.#byLink.set(link, [actor]);
    else siblings.push(actor);
    return actor;
  }

  /** Of all runs. */
  of(link: string): readonly KnownActor[] {
    return this.#byLink.get(link) ?? [];
  }

  get links(): Iterable<string> {
    return this.#byLink.keys();
  }

  /** To be called once all entries are there. */
  sort({ actor, length }: Columns): void {
    const starts = new Uint32Array(this.all.length + 1);
    for (let i = 0; i < length; i += 1) {
      const next = (actor[i] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let id = 1; id < starts.length; id += 1) starts[id] = (starts[id] ?? 0) + (starts[id - 1] ?? 0);
    const order = new Uint32Array(length);
    const next = starts.slice();
    for (let i = 0; i < length; i += 1) {
      const id = actor[i] ?? 0;
      const at = next[id] ?? 0;
      order[at] = i;
      next[id] = at + 1;
    }
    this.#order = order;
    this.#starts = starts;
  }

  /** Place of its last entry at or before entry `i`, for `entry` and `first`; −1: there is none. */
  place(id: number, i: number): number {
    const first = this.#starts[id] ?? 0;
    const end = this.#starts[id + 1] ?? 0;
    if (first === end || (this.#order[first] ?? 0) > i) return -1;
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle] ?? 0) <= i) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Of all its entries the first. */
  first(id: number): number {
    return this.#starts[id] ?? 0;
  }

  entry(place: number): number {
    return this.#order[place] ?? 0;
  }
}
