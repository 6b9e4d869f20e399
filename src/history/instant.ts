/** What a log tells of one instant, without a look into its file: who was there, and in which state. */
import type { KnownActor } from './actors.ts';
import { END, FAILED } from './columns.ts';
import type { Indexing } from './indexing.ts';

/** An actor at an instant. */
export interface Standing {
  readonly actor: KnownActor;
  /** Its last entry by then. */
  readonly entry: number;
  /** A dotted path. */
  readonly state: string;
  /** When it came to this state, `t`. */
  readonly since: number;
  readonly over: boolean;
  /** Over against everyone's will. */
  readonly failed: boolean;
}

/** What is over in order is shown that long, ms, as where it is seen live. */
const LINGER = 1_000;

export class Instant {
  readonly t: number;
  /** The last entry by then; −1: none. */
  readonly entry: number;
  /** Of which run. */
  readonly run: number;
  readonly #index: Indexing;

  constructor(index: Indexing, t: number) {
    this.#index = index;
    this.t = t;
    this.entry = index.columns.at(t);
    this.run = index.runs.number(this.entry);
  }

  /** null: it is not there, or no longer. */
  of(actor: KnownActor): Standing | null {
    if (actor.run !== this.run) return null;
    const { actors, columns, states } = this.#index;
    const place = actors.place(actor.id, this.entry);
    if (place === -1) return null;
    const entry = actors.entry(place);
    if (actor.stopped.some((i) => i > entry && i <= this.entry)) return null;
    const flags = columns.flags[entry] ?? 0;
    const since = columns.t[columns.since[entry] ?? 0] ?? 0;
    const state = states.name(columns.state[entry] ?? 0);
    return { actor, entry, state, since, over: (flags & END) !== 0, failed: (flags & FAILED) !== 0 };
  }

  /** All of these charts; what ended in order leaves a second later, what failed when its link has another. */
  all(charts: ReadonlySet<string>): readonly Standing[] {
    const found: Standing[] = [];
    const newest = new Map<string, number>();
    for (const actor of this.#index.actors.all) {
      if (!charts.has(actor.chart)) continue;
      const standing = this.of(actor);
      if (standing === null || (standing.over && !standing.failed && this.t - standing.since > LINGER)) continue;
      const { link, id } = actor;
      newest.set(link, Math.max(newest.get(link) ?? 0, id));
      found.push(standing);
    }
    return found.filter(({ actor, failed }) => !failed || newest.get(actor.link) === actor.id);
  }

  /** By its name and, where several charts have that, the first that is there. */
  named(connection: string, charts: ReadonlySet<string>): Standing | null {
    for (const actor of this.#index.actors.all)
      if (actor.connection === connection && charts.has(actor.chart)) {
        const standing = this.of(actor);
        if (standing !== null) return standing;
      }
    return null;
  }
}
