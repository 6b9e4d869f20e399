/** What all pages that look at one supervisor share. */
import type { Graph } from '../diagram/graph.ts';
import { Edges } from './edges.ts';
import type { Member } from './fleet.ts';
import { Following } from './following.ts';
import { FrameWriter } from './frames.ts';
import { Observer } from './observer.ts';
import type { Observed } from './observer.ts';
import type { Action } from './protocol.ts';
import { Vocabulary } from './vocabulary.ts';
import type { Defined } from './vocabulary.ts';

/** A chart as the inspector shows it. */
export interface ShownChart {
  readonly id: string;
  readonly definition: Defined;
  readonly graph: Graph;
  /** Of its definition. */
  readonly hash: string;
  /** As SVG. */
  draw(): Promise<string>;
}

/** Does it to a link. @returns what was done, in a sentence @throws Error with a message for the page */
export type Doing = (link: string, ms: number) => string;

export interface LiveOptions {
  readonly title: string;
  /** The version of holdfast. */
  readonly holdfast: string;
  readonly charts: readonly ShownChart[];
  /** What may be done from a page; none: nothing. */
  readonly actions: ReadonlyMap<Action, Doing>;
}

/** Charts whose actors have rows. */
const rowed: ReadonlySet<string> = new Set(['connection', 'session']);

export class Stage {
  readonly supervisor: Observed;
  readonly options: LiveOptions;
  readonly words: Vocabulary;
  readonly observer: Observer;
  readonly writer = new FrameWriter();
  /** Since when there are records, `t`. */
  readonly since: number;
  /** Wall clock of `t` 0. */
  readonly origin: number;
  readonly #edges = new Map<string, Edges>();
  #frames = 0;

  /** @param ended hears that the supervisor has stopped */
  constructor(supervisor: Observed, options: LiveOptions, ended: () => void) {
    this.supervisor = supervisor;
    this.options = options;
    const { mono, wall } = supervisor.time();
    this.since = mono;
    this.origin = wall - mono;
    const shown = options.charts.filter(({ id }) => rowed.has(id));
    this.words = new Vocabulary(new Map(shown.map(({ id, definition }) => [id, definition])));
    this.observer = new Observer(supervisor, this.words, ended);
  }

  /** `t` now. */
  get now(): number {
    return this.supervisor.time().mono;
  }

  /** The next frame's number. */
  number(): number {
    this.#frames += 1;
    return this.#frames;
  }

  /** Its records are kept from here on, until everyone who followed it has let go. */
  follow(member: Member): Following {
    member.following ??= new Following(this.#edgesOf(member.chart), this.now);
    member.following.viewers += 1;
    return member.following;
  }

  unfollow(member: Member): void {
    if (member.following === null) return;
    member.following.viewers -= 1;
    if (member.following.viewers === 0) member.following = null;
  }

  #edgesOf(chart: string): Edges | null {
    const known = this.#edges.get(chart);
    const shown = this.options.charts.find(({ id }) => id === chart);
    if (known !== undefined || shown === undefined) return known ?? null;
    const edges = new Edges(shown.graph);
    this.#edges.set(chart, edges);
    return edges;
  }
}
